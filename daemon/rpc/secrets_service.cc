#include "daemon/rpc/secrets_service.h"

#include <utility>

#include "daemon/rpc/secrets_messages.h"
#include "daemon/rpc/warnings.h"

namespace chutesd::rpc {

using ops::SessionPtr;

grpc::ServerUnaryReactor* SecretsService::ListSecrets(grpc::CallbackServerContext* context,
                                                      const v1::ListSecretsRequest* request,
                                                      v1::ListSecretsResponse* response) {
  Result<ops::SecretListArgs> args = SecretListArgsFrom(*request);
  const PageWindow window = args.ok() ? PageWindow{args->offset, args->size} : PageWindow{};
  return runner_.Run(
      context, request, response, std::move(args),
      [this](CallContext ctx, SessionPtr session, ops::SecretListArgs list) {
        return secrets_.List(std::move(ctx), std::move(session), list);
      },
      [window, arguments = PageArguments("secrets", request->session(), "")](const ops::SecretList& list,
                                                                             v1::ListSecretsResponse& out) {
        FillSecretList(list, window, arguments, out);
      });
}

grpc::ServerUnaryReactor* SecretsService::GetSecret(grpc::CallbackServerContext* context,
                                                    const v1::GetSecretRequest* request,
                                                    v1::GetSecretResponse* response) {
  return runner_.Run(
      context, request, response, SecretRefFrom(request->secret_id(), request->purpose(), request->key()),
      [this](CallContext ctx, SessionPtr session, ops::SecretRef ref) {
        return secrets_.Get(std::move(ctx), std::move(session), std::move(ref));
      },
      [](const ops::FoundSecret& found, v1::GetSecretResponse& out) {
        FillSecret(found.secret, *out.mutable_secret());
        AddAll(found.warnings, *out.mutable_warnings());
      });
}

grpc::ServerUnaryReactor* SecretsService::CreateSecret(grpc::CallbackServerContext* context,
                                                       const v1::CreateSecretRequest* request,
                                                       v1::CreateSecretResponse* response) {
  return runner_.Run(
      context, request, response, NewSecretFrom(request->purpose(), request->key(), request->value()),
      [this](CallContext ctx, SessionPtr session, ops::NewSecret secret) {
        return secrets_.Create(std::move(ctx), std::move(session), std::move(secret));
      },
      [](const ops::FoundSecret& made, v1::CreateSecretResponse& out) {
        FillSecret(made.secret, *out.mutable_secret());
        AddAll(made.warnings, *out.mutable_warnings());
      });
}

grpc::ServerUnaryReactor* SecretsService::SetSecret(grpc::CallbackServerContext* context,
                                                    const v1::SetSecretRequest* request,
                                                    v1::SetSecretResponse* response) {
  return runner_.Run(
      context, request, response, NewSecretFrom(request->purpose(), request->key(), request->value()),
      [this](CallContext ctx, SessionPtr session, ops::NewSecret secret) {
        return secrets_.Set(std::move(ctx), std::move(session), std::move(secret));
      },
      [](const ops::FoundSecret& made, v1::SetSecretResponse& out) {
        FillSecret(made.secret, *out.mutable_secret());
        out.set_replaced(made.replaced);
        AddAll(made.warnings, *out.mutable_warnings());
      });
}

grpc::ServerUnaryReactor* SecretsService::DeleteSecret(grpc::CallbackServerContext* context,
                                                       const v1::DeleteSecretRequest* request,
                                                       v1::DeleteSecretResponse* response) {
  return runner_.Run(
      context, request, response, SecretRefFrom(request->secret_id(), request->purpose(), request->key()),
      [this](CallContext ctx, SessionPtr session, ops::SecretRef ref) {
        return secrets_.Delete(std::move(ctx), std::move(session), std::move(ref));
      },
      [](const ops::DeletedSecret& gone, v1::DeleteSecretResponse& out) {
        out.set_secret_id(gone.secret_id);
        AddAll(gone.warnings, *out.mutable_warnings());
      });
}

}  // namespace chutesd::rpc
