#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/session.pb.h"
#include "client/commands/command.h"
#include "client/render/account_view.h"

namespace chutes::commands {
namespace {

using chutesd::v1::Account;
using chutesd::v1::Session;

// The config file says where to send TAO, and some guides say to write the coldkey's address there: what is
// sent to one's own coldkey adds no balance. Nothing if all is well, or if nobody knows.
std::optional<rpc::Warning> PaymentWarning(const Session& session, const Account& account) {
  const std::string& written = session.payment_address();
  const std::string& right = account.payment_address();
  if (written.empty() || right.empty() || written == right) return std::nullopt;
  const std::string_view what = written == account.coldkey()
                                    ? "is the account's coldkey: TAO that is sent there adds no balance"
                                    : "is not the account's: TAO that is sent there may be lost";
  return rpc::Warning{chutesd::code::kConfigValueWrong,
                      fmt::format("[payment] address in {} {}; the payment address is {}",
                                  session.config_path(), what, right),
                      {{chutesd::fact::kPath, session.config_path()},
                       {chutesd::fact::kSection, "payment"},
                       {chutesd::fact::kKey, "address"},
                       {chutesd::fact::kValue, right}}};
}

class Whoami final : public Command {
 public:
  Whoami()
      : Command({.name = "whoami",
                 .help = "Show the account as the API knows it",
                 .example = "chutes whoami --output json"}) {}

  Exit Run(Context& context) override {
    chutesd::v1::GetSessionRequest config_request;
    chutesd::v1::GetSessionResponse config;
    if (const auto failed = context.Call(rpc::method::kGetSession, config_request, config)) return *failed;
    chutesd::v1::GetAccountRequest request;
    chutesd::v1::GetAccountResponse reply;
    if (const auto failed = context.Call(rpc::method::kGetAccount, request, reply)) return *failed;
    const std::optional<rpc::Warning> warning = PaymentWarning(config.session(), reply.account());
    if (warning) context.Warn(*warning);
    if (context.json()) return context.Print(render::WhoamiJson(reply.account(), config.session()));
    return context.PrintTable(render::WhoamiTable(reply.account(), config.session()));
  }
};

}  // namespace

std::unique_ptr<Command> MakeWhoami() { return std::make_unique<Whoami>(); }

}  // namespace chutes::commands
