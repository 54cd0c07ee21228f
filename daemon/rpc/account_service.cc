#include "daemon/rpc/account_service.h"

#include <memory>
#include <utility>

#include "daemon/rpc/account_messages.h"

namespace chutesd::rpc {

template <typename Request, typename Response, typename Args, typename Op, typename Fill>
grpc::ServerUnaryReactor* AccountService::RunAtTarget(grpc::CallbackServerContext* context,
                                                      const Request* request, Response* response,
                                                      Result<Args> args, Op op, Fill fill) {
  using Pending = decltype(op(CallContext(), session::Target(), *std::move(args)));
  return runner_.RunWithoutSession(
      context, request, response, std::move(args),
      [this, selector = SelectorFrom(request->session()), op = std::move(op)](
          const std::shared_ptr<UnaryCall::Handle>&, CallContext ctx,
          Args checked) mutable -> Result<Pending> {
        if (!selector.ok()) return selector.status();
        Result<session::Target> target = sessions_.TargetOf(*selector);
        if (!target.ok()) return target.status();
        return op(std::move(ctx), *std::move(target), std::move(checked));
      },
      std::move(fill));
}

grpc::ServerUnaryReactor* AccountService::RegisterAccount(grpc::CallbackServerContext* context,
                                                          const v1::RegisterAccountRequest* request,
                                                          v1::RegisterAccountResponse* response) {
  return RunAtTarget(
      context, request, response, RegistrationArgsFrom(*request),
      [this](CallContext ctx, session::Target target, ops::RegistrationArgs args) {
        args.config_path = std::move(target.config_path);
        args.api_url = std::move(target.api_url);
        return ops_.registration.Register(std::move(ctx), std::move(args));
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
      context, request, response, Result<NoArguments>(NoArguments()),
      [this](CallContext ctx, ops::SessionPtr session, NoArguments) {
        return ops_.account.Get(std::move(ctx), std::move(session));
      },
      [](const model::User& user, v1::GetAccountResponse& out) {
        FillAccount(user, *out.mutable_account());
      });
}

grpc::ServerUnaryReactor* AccountService::CheckUsername(grpc::CallbackServerContext* context,
                                                        const v1::CheckUsernameRequest* request,
                                                        v1::CheckUsernameResponse* response) {
  return RunAtTarget(
      context, request, response, UsernameQuestionFrom(*request),
      [this](CallContext ctx, session::Target target, ops::UsernameQuestion question) {
        question.api_url = std::move(target.api_url);
        return ops_.account.CheckUsername(std::move(ctx), std::move(question));
      },
      FillUsernameAnswer);
}

grpc::ServerUnaryReactor* AccountService::ProbeHotkey(grpc::CallbackServerContext* context,
                                                      const v1::ProbeHotkeyRequest* request,
                                                      v1::ProbeHotkeyResponse* response) {
  return RunAtTarget(
      context, request, response, ProbeArgsFrom(*request),
      [this](CallContext ctx, session::Target target, ops::ProbeArgs args) {
        args.api_url = std::move(target.api_url);
        return ops_.hotkeys.Probe(std::move(ctx), std::move(args));
      },
      FillProbe);
}

grpc::ServerUnaryReactor* AccountService::RestoreConfig(grpc::CallbackServerContext* context,
                                                        const v1::RestoreConfigRequest* request,
                                                        v1::RestoreConfigResponse* response) {
  return RunAtTarget(
      context, request, response, RestoreArgsFrom(*request),
      [this](CallContext ctx, session::Target target, ops::RestoreArgs args) {
        args.config_path = std::move(target.config_path);
        args.api_url = std::move(target.api_url);
        return ops_.hotkeys.Restore(std::move(ctx), std::move(args));
      },
      FillRestored);
}

grpc::ServerUnaryReactor* AccountService::ChangeFingerprint(grpc::CallbackServerContext* context,
                                                            const v1::ChangeFingerprintRequest* request,
                                                            v1::ChangeFingerprintResponse* response) {
  return runner_.Run(
      context, request, response, FingerprintFrom(*request),
      [this](CallContext ctx, ops::SessionPtr session, SecretString fingerprint) {
        return ops_.account.ChangeFingerprint(std::move(ctx), std::move(session), std::move(fingerprint));
      },
      [](ops::FingerprintChanged, v1::ChangeFingerprintResponse&) {});
}

}  // namespace chutesd::rpc
