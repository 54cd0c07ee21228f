// Replies that are too large, cut off, or no HTTP at all.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/loopback_server.h"
#include "tests/unit/http/http_rig.h"

namespace chutesd::http {
namespace {

using chutes_fakes::LoopbackConnection;
using chutes_fakes::LoopbackServer;
using chutes_fakes::OkReply;
using chutes_fakes::SeenRequest;
using ::testing::HasSubstr;
using ::testing::Not;

// Answers one request with these bytes and hangs up.
LoopbackServer::Script AnswerAndClose(std::string bytes) {
  return [bytes](LoopbackConnection& connection) -> asio::awaitable<void> {
    SeenRequest request;
    if (co_await connection.Read(request)) co_await connection.Write(bytes);
  };
}

std::string Plain(const std::string& body) { return OkReply(body); }

std::string Chunked(const std::string& body) {
  return fmt::format("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
                     body.size(), body);
}

std::string UntilClose(const std::string& body) { return "HTTP/1.1 200 OK\r\n\r\n" + body; }

TEST(ReplyCap, IsFourMebibytesToTheByteHoweverTheReplyIsFramed) {
  const std::string full(4U * 1024 * 1024, 'x');
  const std::string over = full + 'x';
  using Frame = std::string (*)(const std::string&);
  for (const Frame frame : {Frame{Plain}, Frame{Chunked}, Frame{UntilClose}}) {
    HttpRig rig;
    const LoopbackServer fits(rig.io(), AnswerAndClose(frame(full)));
    const LoopbackServer passes(rig.io(), AnswerAndClose(frame(over)));
    const Reply whole = rig.Get(fits.Url("/x"));
    ASSERT_TRUE(whole.ok()) << whole.status();
    EXPECT_EQ(whole->body.size(), full.size());
    EXPECT_EQ(ReasonOf(rig.Get(passes.Url("/x"))), Reason::kUpstreamTooLarge);
  }
}

TEST(ReplyCap, EndsAReplyWithoutEndAtOnce) {
  CurlHttpOptions options;
  options.reply_cap = 1'000;
  HttpRig rig(options);
  const LoopbackServer server(rig.io(), [](LoopbackConnection& connection) -> asio::awaitable<void> {
    SeenRequest request;
    const std::string endless = "HTTP/1.1 200 OK\r\n\r\n" + std::string(2'000, 'x');
    if (co_await connection.Read(request)) co_await connection.Write(endless);
    co_await connection.WaitForClose();
  });
  const Reply reply = rig.Get(server.Url("/x"));
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamTooLarge);
  EXPECT_THAT(MessageOf(reply), HasSubstr("1000 bytes"));
  rig.RunUntil([&] { return server.closed() == 1; });
}

TEST(ReplyCap, CountsAnUnaskedForEncodingAsItIs) {
  HttpRig rig;
  const LoopbackServer server(
      rig.io(),
      LoopbackServer::Answer("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"));
  const Reply reply = rig.Get(server.Url("/x"));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->body.Reveal(), "abcd");
}

TEST(BrokenReply, IsAnUpstreamFailureAndQuotesNothing) {
  const std::vector<std::string> replies = {
      "",
      "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nleak",
      "HTTP/1.1 200 OK\r\nContent-Le",
      "HTTP/1.1 200 OK\r\n",
      "HTTP/1.1 103 Early Hints\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nleak",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nleak\r\nleak\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: leak\r\n\r\nleak",
      "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nleak",
      "SSH-2.0-leak\r\n",
      "HTTP/9.9 200 leak\r\n\r\n",
      std::string("\x00\x01\x02leak\r\n\r\n", 11),
  };
  for (const std::string& bytes : replies) {
    for (const Method method : {Method::kGet, Method::kPost}) {
      HttpRig rig;
      const LoopbackServer server(rig.io(), AnswerAndClose(bytes));
      const Reply reply = rig.Exchange(MakeRequest(method, server.Url("/x")));
      EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamFailed) << bytes << reply.status();
      EXPECT_THAT(MessageOf(reply), Not(HasSubstr("leak"))) << bytes;
      EXPECT_EQ(server.requests().size(), 1U) << bytes;
    }
  }
}

TEST(BrokenReply, AFloodOfInformationalRepliesIsCutOff) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), [](LoopbackConnection& connection) -> asio::awaitable<void> {
    SeenRequest request;
    std::string flood;
    for (int i = 0; i < 2'000; ++i)
      flood += "HTTP/1.1 103 X\r\nX-Filler: " + std::string(500, 'x') + "\r\n\r\n";
    if (co_await connection.Read(request)) co_await connection.Write(flood);
    co_await connection.WaitForClose();
  });
  EXPECT_EQ(ReasonOf(rig.Get(server.Url("/x"))), Reason::kUpstreamFailed);
}

TEST(NoServer, IsUnreachable) {
  HttpRig rig;
  std::string url;
  {
    asio::io_context other;
    url = LoopbackServer(other, LoopbackServer::Answer("")).Url("/x");
  }
  const Reply reply = rig.Exchange(MakeRequest(Method::kPost, url, "b"));
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamUnreachable);
  EXPECT_THAT(MessageOf(reply), HasSubstr("127.0.0.1"));
  EXPECT_FALSE(reply.failure().next_step.empty());
}

}  // namespace
}  // namespace chutesd::http
