#include <CLI/App.hpp>
#include <optional>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/command.h"
#include "client/commands/keys/key_name.h"
#include "client/render/keys_view.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

class KeysGet final : public Command {
 public:
  KeysGet()
      : Command({.group = "keys",
                 .name = "get",
                 .help = "Show an API key",
                 .example = "chutes keys get my-key"}) {}

  void AddOptions(CLI::App& app) override { AddKeyOption(app, *request_.mutable_key()); }
  std::optional<UsageError> Check() override { return RequireKey(request_.key(), "get"); }

  Exit Run(Context& context) override {
    chutesd::v1::GetKeyResponse reply;
    if (const auto failed = context.Call(rpc::method::kGetKey, request_, reply)) return *failed;
    context.WarnOf(reply);
    if (context.json()) return context.Print(render::KeyJson(reply.key()));
    const Exit exit = context.PrintTable(render::KeyTable(reply.key()));
    if (context.for_people() && render::HidesActions(reply.key())) context.Say(kHiddenActions);
    return exit;
  }

 private:
  chutesd::v1::GetKeyRequest request_;
};

}  // namespace

std::unique_ptr<Command> MakeKeysGet() { return std::make_unique<KeysGet>(); }

}  // namespace chutes::commands
