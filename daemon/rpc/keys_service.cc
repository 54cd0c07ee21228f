#include "daemon/rpc/keys_service.h"

#include <utility>

#include "daemon/rpc/keys_messages.h"

namespace chutesd::rpc {

using ops::SessionPtr;

grpc::ServerUnaryReactor* KeysService::ListKeys(grpc::CallbackServerContext* context,
                                                const v1::ListKeysRequest* request,
                                                v1::ListKeysResponse* response) {
  Result<ops::KeyListArgs> args = KeyListArgsFrom(*request);
  const PageWindow window = args.ok() ? PageWindow{args->offset, args->size} : PageWindow{};
  return runner_.Run(
      context, request, response, std::move(args),
      [this](CallContext ctx, SessionPtr session, ops::KeyListArgs list) {
        return keys_.List(std::move(ctx), std::move(session), std::move(list));
      },
      [window, arguments = PageArguments("keys", request->session(), request->name())](
          const ops::KeyList& list, v1::ListKeysResponse& out) {
        FillKeyList(list, window, arguments, out);
      });
}

grpc::ServerUnaryReactor* KeysService::GetKey(grpc::CallbackServerContext* context,
                                              const v1::GetKeyRequest* request,
                                              v1::GetKeyResponse* response) {
  return runner_.Run(
      context, request, response, KeyIdOrNameFrom(request->key()),
      [this](CallContext ctx, SessionPtr session, std::string key) {
        return keys_.Get(std::move(ctx), std::move(session), std::move(key));
      },
      [](const ops::FoundKey& found, v1::GetKeyResponse& out) { FillFoundKey(found, out); });
}

grpc::ServerUnaryReactor* KeysService::CreateKey(grpc::CallbackServerContext* context,
                                                 const v1::CreateKeyRequest* request,
                                                 v1::CreateKeyResponse* response) {
  return runner_.Run(
      context, request, response, ApiKeySpecFrom(*request),
      [this](CallContext ctx, SessionPtr session, model::ApiKeySpec spec) {
        return keys_.Create(std::move(ctx), std::move(session), std::move(spec));
      },
      [](const ops::NewKey& made, v1::CreateKeyResponse& out) { FillCreatedKey(made, out); });
}

grpc::ServerUnaryReactor* KeysService::DeleteKey(grpc::CallbackServerContext* context,
                                                 const v1::DeleteKeyRequest* request,
                                                 v1::DeleteKeyResponse* response) {
  return runner_.Run(
      context, request, response, KeyIdOrNameFrom(request->key()),
      [this](CallContext ctx, SessionPtr session, std::string key) {
        return keys_.Delete(std::move(ctx), std::move(session), std::move(key));
      },
      [](const ops::DeletedKey& gone, v1::DeleteKeyResponse& out) { FillDeletedKey(gone, out); });
}

}  // namespace chutesd::rpc
