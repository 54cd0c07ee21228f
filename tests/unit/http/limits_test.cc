// Time limits, the caller's deadline, and cancelling, at each stage of a transfer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "tests/fakes/loopback_server.h"
#include "tests/unit/http/http_rig.h"

namespace chutesd::http {
namespace {

using chutes_fakes::LoopbackConnection;
using chutes_fakes::LoopbackServer;
using chutes_fakes::OkReply;
using chutes_fakes::SeenRequest;
using ::testing::HasSubstr;

// A port that swallows connection requests: its queue is full and nobody accepts.
class DeafPort {
 public:
  DeafPort() : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listener_, generic, size), 0);
    EXPECT_EQ(listen(listener_, 0), 0);
    EXPECT_EQ(getsockname(listener_, generic, &size), 0);
    port_ = ntohs(address.sin_port);
    for (int& filler : fillers_) {
      filler = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      (void)connect(filler, generic, size);  // the first ones fill the queue, the rest wait
    }
  }
  ~DeafPort() {
    for (const int filler : fillers_) close(filler);
    close(listener_);
  }
  DeafPort(const DeafPort&) = delete;
  DeafPort& operator=(const DeafPort&) = delete;
  std::string Url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/x"; }

 private:
  int listener_;
  std::array<int, 4> fillers_{};
  unsigned port_ = 0;
};

// Accepts and says nothing: over https the handshake hangs, over http the reply.
asio::awaitable<void> SayNothing(LoopbackConnection& connection) { co_await connection.WaitForClose(); }

// Starts a reply and never ends it.
asio::awaitable<void> StartOnly(LoopbackConnection& connection) {
  SeenRequest request;
  const std::string start = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";
  if (co_await connection.Read(request)) co_await connection.Write(start);
  co_await connection.WaitForClose();
}

CurlHttpOptions Limits(milliseconds connect, milliseconds first_byte, milliseconds total) {
  CurlHttpOptions options;
  options.limits = {connect, first_byte, total};
  return options;
}

constexpr milliseconds kShort{100};
constexpr milliseconds kLong = std::chrono::minutes(10);

TEST(ConnectLimit, EndsAConnectionThatIsNotMade) {
  HttpRig rig(Limits(kShort, kLong, kLong));
  const DeafPort port;
  const Reply reply = rig.Get(port.Url());
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamUnreachable);
  EXPECT_THAT(MessageOf(reply), HasSubstr("(connect); nothing was sent"));
}

TEST(ConnectLimit, CoversTheTlsHandshake) {
  HttpRig rig(Limits(kShort, kLong, kLong));
  const LoopbackServer server(rig.io(), SayNothing);
  const Reply reply = rig.Get(server.Url("/x", "https"));
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamUnreachable);
  EXPECT_THAT(MessageOf(reply), HasSubstr("(tls); nothing was sent"));
}

TEST(FirstByteLimit, EndsACallThatGetsNoReply) {
  HttpRig rig(Limits(kLong, kShort, kLong));
  const LoopbackServer server(rig.io(), SayNothing);
  const Reply reply = rig.Exchange(MakeRequest(Method::kPost, server.Url("/x"), "b"));
  EXPECT_EQ(ReasonOf(reply), Reason::kTimeout);
  EXPECT_THAT(MessageOf(reply), HasSubstr("(first byte)"));
}

TEST(TotalLimit, EndsAReplyThatDoesNotEnd) {
  HttpRig rig(Limits(kShort, kShort, milliseconds(300)));
  const LoopbackServer server(rig.io(), StartOnly);
  const Reply reply = rig.Get(server.Url("/x"));
  EXPECT_EQ(ReasonOf(reply), Reason::kTimeout);
  EXPECT_THAT(MessageOf(reply), HasSubstr("(total)"));
}

TEST(TotalLimit, IsNotReachedByASlowButSteadyServer) {
  HttpRig rig(Limits(kLong, kLong, kLong));
  const LoopbackServer server(rig.io(), [](LoopbackConnection& connection) -> asio::awaitable<void> {
    SeenRequest request;
    const std::string reply = OkReply("slow");
    if (!co_await connection.Read(request)) co_return;
    for (const char& byte : reply) co_await connection.Write(std::string_view(&byte, 1));
    co_await connection.WaitForClose();
  });
  const Reply reply = rig.Get(server.Url("/x"));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->body.Reveal(), "slow");
}

TEST(Deadline, OfTheCallerCutsEveryLimitShort) {
  HttpRig rig(Limits(kLong, kLong, kLong));
  const LoopbackServer silent(rig.io(), SayNothing);
  const LoopbackServer silent_tls(rig.io(), SayNothing);
  const LoopbackServer endless(rig.io(), StartOnly);
  const auto waiting = rig.Start(MakeRequest(Method::kGet, silent.Url("/x")), milliseconds(400));
  const auto handshake =
      rig.Start(MakeRequest(Method::kGet, silent_tls.Url("/x", "https")), milliseconds(400));
  const auto reading = rig.Start(MakeRequest(Method::kGet, endless.Url("/x")), milliseconds(400));
  EXPECT_EQ(ReasonOf(rig.Await(waiting)), Reason::kTimeout);
  EXPECT_EQ(ReasonOf(rig.Await(handshake)), Reason::kTimeout);
  EXPECT_EQ(ReasonOf(rig.Await(reading)), Reason::kTimeout);
}

TEST(Deadline, ThatHasPassedSendsNothing) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("")));
  for (const int left : {-1'000, 0, 40}) {
    const Reply reply =
        rig.Await(rig.Start(MakeRequest(Method::kPost, server.Url("/x"), "b"), milliseconds(left)));
    EXPECT_EQ(ReasonOf(reply), Reason::kTimeout) << left;
    EXPECT_THAT(MessageOf(reply), HasSubstr("nothing was sent"));
  }
  EXPECT_EQ(server.connections(), 0);
}

// Asks `call` to stop and expects the answer soon: no limit that could end it is shorter than minutes.
Reply Cancel(HttpRig& rig, const std::shared_ptr<HttpRig::Call>& call) {
  EXPECT_FALSE(call->reply.has_value());
  const auto asked = steady_clock::now();
  call->stop.request_stop();
  Reply reply = rig.Await(call);
  EXPECT_LT(steady_clock::now() - asked, std::chrono::seconds(2));  // 0.1 ms on an idle machine
  return reply;
}

TEST(Cancel, BeforeTheStartSendsNothing) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("")));
  const auto call = std::make_shared<HttpRig::Call>();
  call->stop.request_stop();
  rig.StartWith(call, MakeRequest(Method::kGet, server.Url("/x")));
  EXPECT_EQ(ReasonOf(rig.Await(call)), Reason::kCancelled);
  EXPECT_EQ(server.connections(), 0);
}

TEST(Cancel, WhileConnecting) {
  HttpRig rig(Limits(kLong, kLong, kLong));
  const DeafPort port;
  const auto call = rig.Start(MakeRequest(Method::kGet, port.Url()));
  rig.io().poll();
  const Reply reply = Cancel(rig, call);
  EXPECT_EQ(ReasonOf(reply), Reason::kCancelled);
  EXPECT_THAT(MessageOf(reply), HasSubstr("(connect); nothing was sent"));
}

TEST(Cancel, DuringTheTlsHandshake) {
  HttpRig rig(Limits(kLong, kLong, kLong));
  const LoopbackServer server(rig.io(), SayNothing);
  const auto call = rig.Start(MakeRequest(Method::kGet, server.Url("/x", "https")));
  rig.RunUntil([&] { return server.connections() == 1; });
  rig.io().poll();
  const Reply reply = Cancel(rig, call);
  EXPECT_EQ(ReasonOf(reply), Reason::kCancelled);
  EXPECT_THAT(MessageOf(reply), HasSubstr("nothing was sent"));
  rig.RunUntil([&] { return server.closed() == 1; });
}

TEST(Cancel, WhileWaitingForTheReply) {
  HttpRig rig(Limits(kLong, kLong, kLong));
  const LoopbackServer server(rig.io(), [](LoopbackConnection& connection) -> asio::awaitable<void> {
    SeenRequest request;
    co_await connection.Read(request);
    co_await connection.WaitForClose();
  });
  const auto call = rig.Start(MakeRequest(Method::kPost, server.Url("/x"), "b"));
  rig.RunUntil([&] { return server.requests().size() == 1; });
  const Reply reply = Cancel(rig, call);
  EXPECT_EQ(ReasonOf(reply), Reason::kCancelled);
  EXPECT_THAT(MessageOf(reply), HasSubstr("may have been sent"));
  rig.RunUntil([&] { return server.closed() == 1; });
}

TEST(Cancel, OfOneCallLeavesItsNeighboursAlone) {
  HttpRig rig(Limits(kLong, kLong, kLong));
  const LoopbackServer silent(rig.io(), SayNothing);
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("x")));
  const auto stuck = rig.Start(MakeRequest(Method::kGet, silent.Url("/x", "https")));
  const auto behind = rig.Start(MakeRequest(Method::kGet, silent.Url("/x", "https")));
  rig.RunUntil([&] { return silent.connections() == 1; });
  ASSERT_TRUE(rig.Get(server.Url("/x")).ok());
  EXPECT_EQ(ReasonOf(Cancel(rig, stuck)), Reason::kCancelled);
  // The one that waited in line for the first one's handshake now makes its own.
  rig.RunUntil([&] { return silent.connections() == 2; });
  EXPECT_EQ(ReasonOf(Cancel(rig, behind)), Reason::kCancelled);
}

TEST(Cancel, AfterTheReplyChangesNothing) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("x")));
  const auto call = rig.Start(MakeRequest(Method::kGet, server.Url("/x")));
  ASSERT_TRUE(rig.Await(call).ok());
  call->stop.request_stop();
  rig.io().poll();
  ASSERT_TRUE(rig.Get(server.Url("/x")).ok());
}

}  // namespace
}  // namespace chutesd::http
