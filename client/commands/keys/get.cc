#include "client/commands/keys/keys.h"

namespace chutes::commands {
namespace {

class KeysGet final : public KnownKey {
 public:
  KeysGet() : KnownKey("get") {}

  Exit Run(Context& context) override {
    if (const auto failed = Get(context)) return *failed;
    const Exit exit = context.Print(render::KeyView(key(), context.form()));
    if (context.for_people() && render::HidesActions(key())) context.Say(kHiddenActions);
    return exit;
  }
};

}  // namespace

constexpr CommandInfo kKeysGet = {"keys get", "Show an API key", "chutes keys get my-key", Make<KeysGet>};

}  // namespace chutes::commands
