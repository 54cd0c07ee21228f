// The client goes away while calls wait. What could go wrong here shows under AddressSanitizer.
#include <gtest/gtest.h>

#include "tests/fakes/loopback_server.h"
#include "tests/unit/http/http_rig.h"

namespace chutesd::http {
namespace {

using chutes_fakes::LoopbackConnection;
using chutes_fakes::LoopbackServer;
using chutes_fakes::OkReply;
using chutes_fakes::SeenRequest;

asio::awaitable<void> HoldBack(LoopbackConnection& connection) {
  SeenRequest request;
  co_await connection.Read(request);
  co_await connection.WaitForClose();
}

struct Waiting {
  explicit Waiting(HttpRig& rig) : server(rig.io(), HoldBack), tls_server(rig.io(), HoldBack) {
    calls.push_back(rig.Start(MakeRequest(Method::kPost, server.Url("/x"), "b")));
    calls.push_back(rig.Start(MakeRequest(Method::kGet, server.Url("/x"))));
    calls.push_back(rig.Start(MakeRequest(Method::kGet, tls_server.Url("/x", "https"))));
    calls.push_back(rig.Start(MakeRequest(Method::kGet, tls_server.Url("/x", "https"))));
    rig.RunUntil([this] { return server.requests().size() == 2 && tls_server.connections() == 1; });
  }
  LoopbackServer server;
  LoopbackServer tls_server;  // never answers the handshake
  std::vector<std::shared_ptr<HttpRig::Call>> calls;
};

TEST(Shutdown, WithTheLoopStoppedDropsTheWaitingCalls) {
  std::vector<std::shared_ptr<HttpRig::Call>> calls;
  {
    HttpRig rig;
    calls = Waiting(rig).calls;
  }
  for (const auto& call : calls) EXPECT_FALSE(call->reply.has_value());
}

TEST(Shutdown, WithTheLoopRunningDestroysTheWaitingCoroutines) {
  HttpRig rig;
  const Waiting waiting(rig);
  rig.DropClient();
  rig.RunUntil([&] { return waiting.server.closed() == 2 && waiting.tls_server.closed() == 1; });
  for (const auto& call : waiting.calls) {
    EXPECT_FALSE(call->reply.has_value());
    EXPECT_EQ(call.use_count(), 1);  // the coroutine, which held the other one, is gone
    call->stop.request_stop();
  }
}

TEST(Shutdown, BeforeACallHasStartedIsHarmless) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("x")));
  rig.Start(MakeRequest(Method::kGet, server.Url("/x")));
}

TEST(Shutdown, AfterAReplyThatNobodyTookIsHarmless) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("x")));
  const auto call = rig.Start(MakeRequest(Method::kGet, server.Url("/x")));
  rig.RunUntil([&] { return server.requests().size() == 1; });
  call->stop.request_stop();
  rig.io().run_one();
  rig.DropClient();
}

}  // namespace
}  // namespace chutesd::http
