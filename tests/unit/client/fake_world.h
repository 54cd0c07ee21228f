#pragma once

#include <google/protobuf/message_lite.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/env.h"
#include "client/commands/run.h"
#include "client/rpc/rpc.h"
#include "client/start/daemon_host.h"

namespace chutes {

// One call that the fake daemon has seen, and what it answers.
struct FakeAnswer {
  std::string method;
  std::string reply;  // serialized
  std::vector<std::string> warnings;
  std::optional<rpc::CallError> error;
};

struct SeenCall {
  std::string method;
  std::string request;  // serialized
  std::chrono::milliseconds timeout{};
};

// The world of a command: streams, environment, terminal, and a daemon with a script.
class FakeWorld {
 public:
  // Runs a command line.
  int Run(std::vector<std::string> args) {
    blanked.assign(args.begin(), args.end());
    cli::Env env = MakeEnv();
    return static_cast<int>(commands::RunChutes(std::move(args), env, [this](const rpc::Endpoint& endpoint) {
      endpoints.push_back(endpoint);
      return std::make_unique<FakeRpc>(*this);
    }));
  }

  void Answer(std::string_view method, const google::protobuf::MessageLite& reply,
              std::vector<std::string> warnings = {}) {
    script.push_back({std::string(method), reply.SerializeAsString(), std::move(warnings), std::nullopt});
  }
  void AnswerError(std::string_view method, rpc::CallError error) {
    script.push_back({std::string(method), "", {}, std::move(error)});
  }
  // The request of the call number `index`.
  template <typename Request>
  Request Seen(std::size_t index) const {
    Request request;
    EXPECT_LT(index, calls.size());
    if (index < calls.size()) {
      EXPECT_TRUE(request.ParseFromString(calls[index].request));
    }
    return request;
  }

  // Before the run.
  std::deque<FakeAnswer> script;
  std::map<std::string, std::string> variables = {{"HOME", "/home/alice"},
                                                  {"XDG_RUNTIME_DIR", "/run/user/1000"}};
  std::string input;
  std::string folder = "/project";
  std::map<std::string, std::optional<std::vector<std::string>>> folders;  // others are not there
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  std::size_t width = 0;
  std::int64_t now = 1'700'000'000;
  bool out_works = true;
  bool out_is_open = true;

  int become_errno = ENOENT;
  std::set<std::string> other_programs;
  std::int64_t process_id = 4711;
  start::DaemonHost* daemons = nullptr;
  rpc::SocketFacts socket_facts;

  // After it.
  std::vector<std::string> became;  // the words of the program that took over
  std::vector<std::pair<std::string, std::string>> became_with;
  std::string out;
  std::string err;
  std::string both;  // in the order of writing
  std::vector<SeenCall> calls;
  std::vector<rpc::Endpoint> endpoints;
  std::vector<std::string> hidden_prompts;
  std::vector<std::string> blanked;  // the arguments as others see them

 private:
  class FakeRpc final : public rpc::Rpc {
   public:
    explicit FakeRpc(FakeWorld& world) : world_(world) {}
    rpc::CallResult Call(std::string_view method, const google::protobuf::MessageLite& request,
                         google::protobuf::MessageLite& reply,
                         std::chrono::steady_clock::time_point deadline) override {
      const auto timeout =
          std::chrono::round<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      world_.calls.push_back({std::string(method), request.SerializeAsString(), timeout});
      if (world_.script.empty() || world_.script.front().method != method) {
        ADD_FAILURE() << "unexpected call of " << method;
        return {rpc::CallError{}, {}};
      }
      const FakeAnswer answer = std::move(world_.script.front());
      world_.script.pop_front();
      if (!answer.error) {
        EXPECT_TRUE(reply.ParseFromString(answer.reply));
      }
      return {answer.error, answer.warnings};
    }

   private:
    FakeWorld& world_;
  };

  cli::Env MakeEnv() {
    cli::Env env;
    env.out = [this](std::string_view text) {
      if (!out_is_open || (!out_works && !text.empty())) return false;
      out += text;
      both += text;
      return true;
    };
    env.err = [this](std::string_view text) {
      err += text;
      both += text;
      return true;
    };
    env.read_line = [this](std::size_t limit) { return ReadLine(limit); };
    env.ask = [this](std::string_view prompt, std::size_t limit, bool hidden) {
      return Answered(prompt, limit, hidden);
    };
    env.read_rest = [this](std::size_t limit) {
      return std::optional<std::string>(std::exchange(input, {}).substr(0, limit + 1));
    };
    env.in_is_terminal = in_is_terminal;
    env.out_is_terminal = out_is_terminal;
    env.err_is_terminal = err_is_terminal;
    env.width = width;
    env.lookup = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      if (found == variables.end()) return std::nullopt;
      return found->second;
    };
    env.working_directory = [this] { return folder; };
    env.list_folder = [this](const std::string& name) -> std::optional<std::vector<std::string>> {
      const auto found = folders.find(name);
      return found == folders.end() ? std::vector<std::string>() : found->second;
    };
    env.look_at_socket = [this](const std::string&) { return socket_facts; };
    env.blank_argument = [this](std::size_t argument, std::size_t from) {
      for (std::size_t i = from; i < blanked.at(argument).size(); ++i) blanked[argument][i] = 'x';
    };
    env.now = [this] { return now; };
    env.become = [this](const std::vector<std::string>& words,
                        const std::vector<std::pair<std::string, std::string>>& set) {
      became = words;
      became_with = set;
      return become_errno;
    };
    env.is_other_program = [this](const std::string& path) { return other_programs.contains(path); };
    env.process_id = process_id;
    env.daemons = daemons;
    return env;
  }

  // A line "^C" is Ctrl-C.
  cli::Answer Answered(std::string_view prompt, std::size_t limit, bool hidden) {
    err += prompt;
    both += prompt;
    const bool has_line = !input.empty();
    std::string line = ReadLine(limit + 1).value_or("");
    if (hidden) hidden_prompts.emplace_back(prompt);
    const bool is_line = has_line && line != "^C";
    if (!is_line || hidden) err += '\n';
    if (!has_line) return {cli::Answer::How::kEnd, ""};
    if (!is_line) return {cli::Answer::How::kInterrupted, ""};
    return {cli::Answer::How::kLine, std::move(line)};
  }

  std::optional<std::string> ReadLine(std::size_t limit) {
    if (input.empty()) return std::nullopt;
    const std::size_t end = input.find('\n');
    std::string line = input.substr(0, std::min(end, limit));
    input = end == std::string::npos ? "" : input.substr(end + 1);
    return line;
  }
};

}  // namespace chutes
