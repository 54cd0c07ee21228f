#include <fmt/format.h>

#include "client/commands/keys/keys.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

class KeysDelete final : public KnownKey {
 public:
  KeysDelete() : KnownKey("delete") {}

  void AddOptions(CLI::App& app) override {
    KnownKey::AddOptions(app);
    AddYes(app, yes_);
  }

  Exit Run(Context& context) override {
    if (const auto refused = context.RequireTerminalOrYes(yes_, command())) return *refused;
    if (const auto failed = Get(context)) return *failed;
    const std::string question =
        fmt::format("Delete API key '{}' ({}{})? What uses it will lose access.", key().name(),
                    key().api_key_id(), render::MadeAgo(key(), context.process().Now()));
    if (const auto declined = context.Confirm(yes_, question, command())) return *declined;

    // By id, so that the key that was shown is the one that goes, whatever happened to names meanwhile.
    chutesd::v1::DeleteKeyRequest request;
    request.set_key(key().api_key_id());
    chutesd::v1::DeleteKeyResponse reply;
    const NextStep look = ChutesCommand("keys get " + ShellWord(key().api_key_id()));
    if (const auto failed = context.Call(rpc::method::kDeleteKey, request, reply, look)) return *failed;
    if (context.json()) return context.Print(render::DeletedKeyJson(key()));
    context.Say(fmt::format("API key deleted: {} ({})\nThe API may still take it for up to two minutes.\n",
                            render::EscapeSentence(key().name()),
                            render::EscapeSentence(key().api_key_id())));
    return Exit::kOk;
  }

 private:
  bool yes_ = false;
};

}  // namespace

constexpr CommandInfo kKeysDelete = {"keys delete", "Delete an API key",
                                     "chutes keys delete old-key\n  chutes keys delete old-key --yes",
                                     Make<KeysDelete>};

}  // namespace chutes::commands
