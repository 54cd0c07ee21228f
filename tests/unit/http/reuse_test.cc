// Connections kept for later, and what happens when they are dead by then.
#include <gtest/gtest.h>

#include "tests/fakes/loopback_server.h"
#include "tests/unit/http/http_rig.h"

namespace chutesd::http {
namespace {

using chutes_fakes::LoopbackConnection;
using chutes_fakes::LoopbackServer;
using chutes_fakes::OkReply;
using chutes_fakes::SeenRequest;

// Answers the first request of each connection; then reads one more and hangs up without a reply.
asio::awaitable<void> AnswerOnceThenDie(LoopbackConnection& connection) {
  SeenRequest request;
  const std::string reply = OkReply("first");
  if (co_await connection.Read(request)) co_await connection.Write(reply);
  co_await connection.Read(request);
}

// As above on the first connection; later ones hang up on their first request.
asio::awaitable<void> AnswerOnceEver(LoopbackConnection& connection) {
  SeenRequest request;
  const std::string reply = OkReply("first");
  const bool got = co_await connection.Read(request);
  if (!got || connection.number() > 1) co_return;
  co_await connection.Write(reply);
  co_await connection.Read(request);
}

std::size_t Count(const LoopbackServer& server, std::string_view method) {
  std::size_t count = 0;
  for (const SeenRequest& seen : server.requests()) count += seen.method == method ? 1U : 0U;
  return count;
}

TEST(Reuse, CallsOneAfterTheOtherShareAConnection) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("x")));
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(rig.Get(server.Url("/x")).ok());
  EXPECT_EQ(server.requests().size(), 20U);
  EXPECT_EQ(server.connections(), 1);
}

TEST(Reuse, AnUnrepeatableRequestGoesOutOnAFreshConnectionWhichIsThenClosed) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("x")));
  ASSERT_TRUE(rig.Get(server.Url("/x")).ok());
  ASSERT_TRUE(rig.Exchange(MakeRequest(Method::kPost, server.Url("/x"), "b")).ok());
  EXPECT_EQ(server.connections(), 2);
  rig.RunUntil([&] { return server.closed() == 1; });
  ASSERT_TRUE(rig.Get(server.Url("/x")).ok());
  EXPECT_EQ(server.connections(), 2);
}

TEST(Reuse, AConnectionThatTheServerClosedMeanwhileIsReplaced) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), [](LoopbackConnection& connection) -> asio::awaitable<void> {
    SeenRequest request;
    const std::string reply = OkReply("x");
    if (co_await connection.Read(request)) co_await connection.Write(reply);
  });
  for (int i = 1; i <= 5; ++i) {
    const Reply reply = rig.Get(server.Url("/x"));
    ASSERT_TRUE(reply.ok()) << reply.status();
    rig.RunUntil([&] { return server.closed() == i; });
  }
  ASSERT_TRUE(rig.Exchange(MakeRequest(Method::kPost, server.Url("/x"), "b")).ok());
  EXPECT_EQ(server.requests().size(), 6U);
}

TEST(Reuse, ARepeatableRequestThatADyingConnectionSwallowedIsSentAgain) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), AnswerOnceThenDie);
  ASSERT_TRUE(rig.Get(server.Url("/x")).ok());
  const Reply reply = rig.Get(server.Url("/x"));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(Count(server, "GET"), 3U);
  EXPECT_EQ(server.connections(), 2);
}

TEST(Reuse, AnUnrepeatableRequestIsNeverSentTwice) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), AnswerOnceEver);
  ASSERT_TRUE(rig.Get(server.Url("/x")).ok());
  const Reply reply = rig.Exchange(MakeRequest(Method::kPost, server.Url("/x"), "b"));
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamFailed) << reply.status();
  rig.io().poll();
  EXPECT_EQ(Count(server, "POST"), 1U);
  EXPECT_EQ(server.connections(), 2);
}

}  // namespace
}  // namespace chutesd::http
