#include "daemon/rpc/account_service.h"

#include <memory>
#include <utility>

#include "daemon/rpc/account_messages.h"

namespace chutesd::rpc {

grpc::ServerUnaryReactor* AccountService::RegisterAccount(grpc::CallbackServerContext* context,
                                                          const v1::RegisterAccountRequest* request,
                                                          v1::RegisterAccountResponse* response) {
  using Pending = asio::awaitable<absl::StatusOr<ops::Registration>>;
  return runner_.RunWithoutSession(
      context, request, response, RegistrationArgsFrom(*request),
      // There is no session before there is an account: only where one would be.
      [this, selector = SelectorFrom(request->session())](
          const std::shared_ptr<UnaryCall::Handle>&, CallContext ctx,
          ops::RegistrationArgs args) -> absl::StatusOr<Pending> {
        if (!selector.ok()) return selector.status();
        absl::StatusOr<session::Target> target = sessions_.TargetOf(*selector);
        if (!target.ok()) return target.status();
        args.config_path = std::move(target->config_path);
        args.api_url = std::move(target->api_url);
        return account_.Register(std::move(ctx), std::move(args));
      },
      [](const ops::Registration& registration, v1::RegisterAccountResponse& out) {
        FillRegistration(registration, out);
      });
}

grpc::ServerUnaryReactor* AccountService::GetAccount(grpc::CallbackServerContext* context,
                                                     const v1::GetAccountRequest* request,
                                                     v1::GetAccountResponse* response) {
  struct NoArguments {};
  return runner_.Run(
      context, request, response, absl::StatusOr<NoArguments>(NoArguments()),
      [this](CallContext ctx, ops::SessionPtr session, NoArguments) {
        return account_.Get(std::move(ctx), std::move(session));
      },
      [](const model::User& user, v1::GetAccountResponse& out) {
        FillAccount(user, *out.mutable_account());
      });
}

}  // namespace chutesd::rpc
