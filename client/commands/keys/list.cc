#include <CLI/App.hpp>
#include <algorithm>
#include <string>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/command.h"
#include "client/commands/keys/key_name.h"
#include "client/commands/options.h"
#include "client/render/keys_view.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

class KeysList final : public Command {
 public:
  KeysList()
      : Command({.group = "keys",
                 .name = "list",
                 .help = "List API keys, newest first",
                 .example = "chutes keys list\n  chutes keys list --name ci --limit 100 --output json"}) {}

  void AddOptions(CLI::App& app) override {
    app.add_option("--name", *request_.mutable_name(), "Only keys whose name contains this text");
    page_.Add(app);
  }

  Exit Run(Context& context) override {
    page_.Fill(request_);
    chutesd::v1::ListKeysResponse reply;
    if (const auto failed = context.Call(rpc::method::kListKeys, request_, reply)) return *failed;
    context.WarnOf(reply);
    if (context.json()) return context.Print(render::KeysJson(reply, page_.shown()));
    if (context.for_people() && reply.total_size() == 0 && reply.keys().empty()) {
      context.Say(request_.name().empty() ? "There are no API keys. Make one: chutes keys create --help\n"
                                          : "No API key has such a name.\n");
      return Exit::kOk;
    }
    const Exit exit = context.PrintTable(render::KeysTable(reply));
    if (context.for_people() && std::any_of(reply.keys().begin(), reply.keys().end(), render::HidesActions)) {
      context.Say(kHiddenActions);
    }
    const std::string command =
        request_.name().empty() ? "keys list" : "keys list --name " + ShellWord(request_.name());
    context.NotePage(page_.shown(), reply.keys_size(), reply.total_size(), command);
    return exit;
  }

 private:
  chutesd::v1::ListKeysRequest request_;
  PageOptions page_;
};

}  // namespace

std::unique_ptr<Command> MakeKeysList() { return std::make_unique<KeysList>(); }

}  // namespace chutes::commands
