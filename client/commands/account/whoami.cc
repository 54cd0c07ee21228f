#include <fmt/format.h>

#include "chutesd/v1/account.pb.h"
#include "client/commands/command.h"
#include "client/render/account_view.h"

namespace chutes::commands {
namespace {

// The config file says where to send TAO, and some guides say to write the coldkey's address there: what is
// sent to one's own coldkey adds no balance. Nothing if all is well, or if nobody knows.
std::optional<rpc::Warning> PaymentWarning(const chutesd::v1::Session& session,
                                           const chutesd::v1::Account& account) {
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

Exit ShowAccount(Context& context) {
  chutesd::v1::GetSessionRequest config_request;
  chutesd::v1::GetSessionResponse config;
  if (const auto failed = context.Call(rpc::method::kGetSession, config_request, config)) return *failed;
  chutesd::v1::GetAccountRequest request;
  chutesd::v1::GetAccountResponse reply;
  if (const auto failed = context.Call(rpc::method::kGetAccount, request, reply)) return *failed;
  if (const auto warning = PaymentWarning(config.session(), reply.account())) context.Warn(*warning);
  return context.Print(render::WhoamiView(reply.account(), config.session(), context.form()));
}

}  // namespace

constexpr CommandInfo kWhoami = {"whoami", "Show the account as the API knows it",
                                 "chutes whoami --output json", Make<Plain<ShowAccount>>};

}  // namespace chutes::commands
