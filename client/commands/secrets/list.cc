#include "chutesd/v1/secrets.pb.h"
#include "client/commands/command.h"
#include "client/render/keys_view.h"

namespace chutes::commands {
namespace {

class SecretsList final : public Command {
 public:
  void AddOptions(CLI::App& app) override { page_.Add(app); }

  Exit Run(Context& context) override {
    chutesd::v1::ListSecretsRequest request;
    page_.Fill(request);
    chutesd::v1::ListSecretsResponse reply;
    if (const auto failed = context.Call(rpc::method::kListSecrets, request, reply)) return *failed;
    if (context.for_people() && reply.total_size() == 0 && reply.secrets().empty()) {
      context.Say("There are no secrets. Make one: chutes secrets create --help\n");
      return Exit::kOk;
    }
    const Exit exit = context.Print(render::SecretsView(reply, page_.shown(), context.form()));
    context.NotePage(page_.shown(), reply.secrets_size(), reply.total_size(), "secrets list");
    return exit;
  }

 private:
  PageOptions page_;
};

}  // namespace

constexpr CommandInfo kSecretsList = {"secrets list", "List secrets, newest first",
                                      "chutes secrets list --limit 100", Make<SecretsList>};

}  // namespace chutes::commands
