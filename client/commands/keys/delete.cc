#include <fmt/format.h>

#include <CLI/App.hpp>
#include <optional>
#include <string>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/command.h"
#include "client/commands/keys/key_name.h"
#include "client/commands/options.h"
#include "client/render/keys_view.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

using chutesd::v1::ApiKey;

std::string QuestionAbout(const ApiKey& key, std::int64_t now) {
  const std::string age = key.has_create_time()
                              ? fmt::format(", made {} ago", render::Age(key.create_time().seconds(), now))
                              : "";
  return fmt::format("Delete API key '{}' ({}{})? What uses it will lose access.", key.name(),
                     key.api_key_id(), age);
}

class KeysDelete final : public Command {
 public:
  KeysDelete()
      : Command({.group = "keys",
                 .name = "delete",
                 .help = "Delete an API key",
                 .example = "chutes keys delete old-key\n  chutes keys delete old-key --yes"}) {}

  void AddOptions(CLI::App& app) override {
    AddKeyOption(app, *wanted_.mutable_key());
    AddYes(app, yes_);
  }
  std::optional<UsageError> Check() override { return RequireKey(wanted_.key(), "delete"); }

  Exit Run(Context& context) override {
    const std::string command = "keys delete " + ShellWord(wanted_.key());
    if (const auto refused = context.RequireTerminalOrYes(yes_, command)) return *refused;
    chutesd::v1::GetKeyResponse found;
    if (const auto failed = context.Call(rpc::method::kGetKey, wanted_, found)) return *failed;
    const ApiKey& key = found.key();
    const std::string question = QuestionAbout(key, context.process().Now());
    if (const auto declined = context.Confirm(yes_, question, command)) return *declined;

    // By id, so that the key that was shown is the one that goes, whatever happened to names meanwhile.
    chutesd::v1::DeleteKeyRequest request;
    request.set_key(key.api_key_id());
    chutesd::v1::DeleteKeyResponse reply;
    const NextStep look = ChutesCommand("keys get " + ShellWord(key.api_key_id()));
    if (const auto failed = context.Call(rpc::method::kDeleteKey, request, reply, look)) return *failed;
    context.WarnOf(reply);
    if (context.json()) return context.Print(render::DeletedKeyJson(key));
    context.Say(fmt::format("API key deleted: {} ({})\nThe API may still take it for up to two minutes.\n",
                            render::EscapeSentence(key.name()), render::EscapeSentence(key.api_key_id())));
    return Exit::kOk;
  }

 private:
  chutesd::v1::GetKeyRequest wanted_;
  bool yes_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeKeysDelete() { return std::make_unique<KeysDelete>(); }

}  // namespace chutes::commands
