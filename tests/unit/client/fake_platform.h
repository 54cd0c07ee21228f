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

#include "client/commands/command_line.h"
#include "client/rpc/rpc.h"
#include "client/start/daemon_host.h"

namespace chutes {

// One call that the fake daemon has seen, and what it answers.
struct FakeAnswer {
  std::string method;
  std::string reply;  // serialized
  std::vector<rpc::Warning> warnings;
  std::optional<rpc::CallError> error;
};

struct SeenCall {
  std::string method;
  std::string request;  // serialized
  std::chrono::milliseconds timeout{};
};

class FakeProcess : public terminal::Process {
 public:
  std::optional<std::string> Lookup(const std::string& name) const override {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  }
  void BlankArgument(std::size_t argument, std::size_t from) override {
    for (std::size_t i = from; i < blanked.at(argument).size(); ++i) blanked[argument][i] = 'x';
  }
  std::int64_t Now() const override { return now; }
  std::int64_t pid() const override { return process_id; }
  int Become(const std::vector<std::string>& words,
             const std::vector<std::pair<std::string, std::string>>& set) override {
    became = words;
    became_with = set;
    return become_errno;
  }
  bool IsOtherProgram(const std::string& path) const override { return other_programs.contains(path); }

  // Before the run.
  std::map<std::string, std::string> variables = {{"HOME", "/home/alice"}};
  std::int64_t now = 1'700'000'000;
  int become_errno = ENOENT;
  std::set<std::string> other_programs;
  std::int64_t process_id = 4711;
  // After it.
  std::vector<std::string> became;  // the words of the program that took over
  std::vector<std::pair<std::string, std::string>> became_with;
  std::vector<std::string> blanked;  // the arguments as others see them
};

class FakeFiles : public terminal::Files {
 public:
  std::string WorkingDirectory() const override { return folder; }
  std::optional<std::vector<std::string>> List(const std::string& name) const override {
    const auto found = folders.find(name);
    return found == folders.end() ? std::vector<std::string>() : found->second;
  }
  rpc::SocketFacts LookAtSocket(const std::string&) const override { return socket_facts; }

  std::string folder = "/project";
  std::map<std::string, std::optional<std::vector<std::string>>> folders;  // others are not there
  rpc::SocketFacts socket_facts;
};

class FakeTerminal : public terminal::Terminal {
 public:
  bool Out(std::string_view text) override {
    if (!out_is_open || (!out_works && !text.empty())) return false;
    out += text;
    both += text;
    return true;
  }
  bool Err(std::string_view text) override {
    err += text;
    both += text;
    return true;
  }
  std::optional<std::string> ReadLine(std::size_t limit) override {
    if (input.empty()) return std::nullopt;
    const std::size_t end = input.find('\n');
    std::string line = input.substr(0, std::min(end, limit));
    input = end == std::string::npos ? "" : input.substr(end + 1);
    return line;
  }
  std::optional<std::string> ReadRest(std::size_t limit) override {
    return std::exchange(input, {}).substr(0, limit + 1);
  }
  // A line "^C" is Ctrl-C.
  terminal::Answer Ask(std::string_view prompt, std::size_t limit, bool hidden) override {
    err += prompt;
    both += prompt;
    const bool has_line = !input.empty();
    std::string line = ReadLine(limit + 1).value_or("");
    if (hidden) hidden_prompts.emplace_back(prompt);
    const bool is_line = has_line && line != "^C";
    if (!is_line || hidden) err += '\n';
    if (!has_line) return {terminal::Answer::How::kEnd, ""};
    if (!is_line) return {terminal::Answer::How::kInterrupted, ""};
    return {terminal::Answer::How::kLine, std::move(line)};
  }

  // Before the run.
  std::string input;
  bool& in_is_terminal = facts_.in;
  bool& out_is_terminal = facts_.out;
  bool& err_is_terminal = facts_.err;
  std::size_t& width = facts_.width;
  bool out_works = true;
  bool out_is_open = true;
  // After it.
  std::string out;
  std::string err;
  std::string both;  // in the order of writing
  std::vector<std::string> hidden_prompts;
};

// Nothing starts or ends here.
class NoDaemons final : public start::DaemonHost {
 public:
  Started Start(const rpc::Endpoint&, start::Deadline) override { return {}; }
  start::Ended End(const rpc::Endpoint&, start::Deadline) override { return {}; }
  start::UnitState QueryUnits(const rpc::Endpoint&) override { return start::UnitState::kNone; }
  std::optional<rpc::CallError> ControlUnit(const std::string&, const std::string&,
                                            start::Deadline) override {
    return std::nullopt;
  }
};

// The platform of a command: streams, environment, terminal, and a daemon with a script.
class FakePlatform : public FakeTerminal, public FakeFiles, public FakeProcess {
 public:
  // Runs a command line.
  int Run(std::vector<std::string> args) {
    blanked.assign(args.begin(), args.end());
    return static_cast<int>(
        commands::RunChutes(std::move(args), platform, [this](const rpc::Endpoint& endpoint) {
          endpoints.push_back(endpoint);
          return std::make_unique<FakeRpc>(*this);
        }));
  }

  void Answer(std::string_view method, const google::protobuf::MessageLite& reply,
              std::vector<rpc::Warning> warnings = {}) {
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

  NoDaemons daemons;
  commands::Platform platform{*this, *this, *this, daemons};
  std::deque<FakeAnswer> script;  // before the run
  std::vector<SeenCall> calls;    // after it
  std::vector<rpc::Endpoint> endpoints;

 private:
  class FakeRpc final : public rpc::Rpc {
   public:
    explicit FakeRpc(FakePlatform& platform) : platform_(platform) {}
    rpc::CallResult Call(std::string_view method, const google::protobuf::MessageLite& request,
                         google::protobuf::MessageLite& reply,
                         std::chrono::steady_clock::time_point deadline) override {
      const auto timeout =
          std::chrono::round<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      platform_.calls.push_back({std::string(method), request.SerializeAsString(), timeout});
      if (platform_.script.empty() || platform_.script.front().method != method) {
        ADD_FAILURE() << "unexpected call of " << method;
        return {rpc::CallError{}, {}};
      }
      const FakeAnswer answer = std::move(platform_.script.front());
      platform_.script.pop_front();
      if (!answer.error) {
        EXPECT_TRUE(reply.ParseFromString(answer.reply));
      }
      return {answer.error, answer.warnings};
    }

   private:
    FakePlatform& platform_;
  };
};

}  // namespace chutes
