#include <CLI/App.hpp>
#include <algorithm>

#include "client/commands/keys/keys.h"

namespace chutes::commands {
namespace {

class KeysList final : public Command {
 public:
  void AddOptions(CLI::App& app) override {
    AddFilter(app, request_);
    page_.Add(app);
  }

  Exit Run(Context& context) override {
    page_.Fill(request_);
    chutesd::v1::ListKeysResponse reply;
    if (const auto failed = context.Call(rpc::method::kListKeys, request_, reply)) return *failed;
    const std::string& name = request_.name();
    if (context.for_people() && reply.total_size() == 0 && reply.keys().empty()) {
      context.Say(name.empty() ? "There are no API keys. Make one: chutes keys create --help\n"
                               : "No API key has such a name.\n");
      return Exit::kOk;
    }
    const Exit exit = context.Print(render::KeysView(reply, page_.shown(), context.form()));
    if (context.for_people() && std::ranges::any_of(reply.keys(), render::HidesActions)) {
      context.Say(kHiddenActions);
    }
    const std::string command = name.empty() ? "keys list" : "keys list --name " + ShellWord(name);
    context.NotePage(page_.shown(), reply.keys_size(), reply.total_size(), command);
    return exit;
  }

 private:
  chutesd::v1::ListKeysRequest request_;
  PageOptions page_;
};

}  // namespace

constexpr CommandInfo kKeysList = {"keys list", "List API keys, newest first",
                                   "chutes keys list\n  chutes keys list --name ci --limit 100 --output json",
                                   Make<KeysList>};

}  // namespace chutes::commands
