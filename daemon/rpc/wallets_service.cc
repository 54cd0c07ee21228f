#include "daemon/rpc/wallets_service.h"

#include <memory>
#include <utility>

#include "daemon/rpc/wallet_messages.h"

namespace chutesd::rpc {

grpc::ServerUnaryReactor* WalletsService::ListWallets(grpc::CallbackServerContext* context,
                                                      const v1::ListWalletsRequest* request,
                                                      v1::ListWalletsResponse* response) {
  using Pending = asio::awaitable<Result<wallet::WalletSurvey>>;
  return runner_.RunWithoutSession(
      context, request, response, ListWalletsArgsFrom(*request),
      [this](const std::shared_ptr<UnaryCall::Handle>&, CallContext ctx, ops::ListWalletsArgs args) {
        return Result<Pending>(wallets_.List(std::move(ctx), std::move(args)));
      },
      FillWallets);
}

}  // namespace chutesd::rpc
