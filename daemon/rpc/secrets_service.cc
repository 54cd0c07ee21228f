#include "daemon/rpc/secrets_service.h"

#include <utility>

#include "daemon/rpc/secrets_messages.h"

namespace chutesd::rpc {

using ops::SessionPtr;

grpc::ServerUnaryReactor* SecretsService::ListSecrets(grpc::CallbackServerContext* context,
                                                      const v1::ListSecretsRequest* request,
                                                      v1::ListSecretsResponse* response) {
  absl::StatusOr<ops::SecretListArgs> args = SecretListArgsFrom(*request);
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
      context, request, response, SecretIdFrom(request->secret_id()),
      [this](CallContext ctx, SessionPtr session, std::string id) {
        return secrets_.Get(std::move(ctx), std::move(session), std::move(id));
      },
      [](const model::Secret& secret, v1::GetSecretResponse& out) {
        FillSecret(secret, *out.mutable_secret());
      });
}

grpc::ServerUnaryReactor* SecretsService::CreateSecret(grpc::CallbackServerContext* context,
                                                       const v1::CreateSecretRequest* request,
                                                       v1::CreateSecretResponse* response) {
  return runner_.Run(
      context, request, response, NewSecretFrom(*request),
      [this](CallContext ctx, SessionPtr session, ops::NewSecret secret) {
        return secrets_.Create(std::move(ctx), std::move(session), std::move(secret));
      },
      [](const model::Secret& secret, v1::CreateSecretResponse& out) {
        FillSecret(secret, *out.mutable_secret());
      });
}

grpc::ServerUnaryReactor* SecretsService::DeleteSecret(grpc::CallbackServerContext* context,
                                                       const v1::DeleteSecretRequest* request,
                                                       v1::DeleteSecretResponse* response) {
  return runner_.Run(
      context, request, response, SecretIdFrom(request->secret_id()),
      [this](CallContext ctx, SessionPtr session, std::string id) {
        return secrets_.Delete(std::move(ctx), std::move(session), std::move(id));
      },
      [](const std::string& id, v1::DeleteSecretResponse& out) { out.set_secret_id(id); });
}

}  // namespace chutesd::rpc
