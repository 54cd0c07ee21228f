// One request and its reply, as they go over the wire.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/loopback_server.h"
#include "tests/unit/http/http_rig.h"

namespace chutesd::http {
namespace {

using chutes_fakes::LoopbackServer;
using chutes_fakes::OkReply;
using chutes_fakes::SeenRequest;
using ::testing::HasSubstr;

TEST(Send, SendsMethodPathQueryHeadersAndBodyAsGiven) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("{}")));
  HttpRequest request = MakeRequest(Method::kPost, server.Url("/a/../b//c%20d/"), R"({"name":"ci"})");
  request.query = SecretString("token=abc&x=%2F");
  request.headers = {{"X-Chutes-Nonce", "1"},
                     {"Content-Type", "application/json"},
                     {"X-Empty", ""},
                     {"User-Agent", "mine/1"}};
  const Reply reply = rig.Exchange(std::move(request));

  ASSERT_TRUE(reply.ok()) << reply.status();
  ASSERT_EQ(server.requests().size(), 1U);
  const SeenRequest& seen = server.requests()[0];
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/a/../b//c%20d/?token=abc&x=%2F");
  EXPECT_EQ(seen.body, R"({"name":"ci"})");
  EXPECT_EQ(seen.Header("content-length"), "13");
  EXPECT_EQ(seen.Header("x-chutes-nonce"), "1");
  EXPECT_EQ(seen.Header("content-type"), "application/json");
  EXPECT_EQ(seen.Header("x-empty"), "");
  EXPECT_EQ(seen.Header("user-agent"), "mine/1");
}

TEST(Send, AddsNoHeaderThatWouldChangeTheReply) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("")));
  ASSERT_TRUE(rig.Exchange(MakeRequest(Method::kPost, server.Url("/x"), std::string(5'000, 'b'))).ok());
  const SeenRequest& seen = server.requests().at(0);
  EXPECT_EQ(seen.Header("expect"), "(none)");
  EXPECT_EQ(seen.Header("accept-encoding"), "(none)");
  EXPECT_EQ(seen.Header("content-type"), "(none)");
  EXPECT_EQ(seen.Header("cookie"), "(none)");
  EXPECT_THAT(seen.Header("user-agent"), ::testing::MatchesRegex("chutesd/[0-9]+\\.[0-9]+\\.[0-9]+"));
}

TEST(Send, SpeaksEachMethodWithAndWithoutBody) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("")));
  struct Case {
    Method method;
    std::string body;
    std::string name;
    std::string length;
  };
  const std::vector<Case> cases = {{Method::kGet, "", "GET", "(none)"},
                                   {Method::kDelete, "", "DELETE", "(none)"},
                                   {Method::kPost, "", "POST", "0"},
                                   {Method::kDelete, "{}", "DELETE", "2"},
                                   {Method::kGet, "{}", "GET", "2"}};
  for (const Case& one : cases) {
    ASSERT_TRUE(rig.Exchange(MakeRequest(one.method, server.Url("/x"), one.body)).ok()) << one.name;
    const SeenRequest& seen = server.requests().back();
    EXPECT_EQ(seen.method, one.name);
    EXPECT_EQ(seen.Header("content-length"), one.length) << one.name;
    EXPECT_EQ(seen.body, one.body) << one.name;
  }
}

TEST(Send, AnyStatusIsASuccessfulExchange) {
  for (const int status : {200, 204, 304, 400, 404, 422, 429, 500, 503}) {
    HttpRig rig;
    const bool has_body = status != 204 && status != 304;
    const LoopbackServer server(
        rig.io(),
        LoopbackServer::Answer(fmt::format("HTTP/1.1 {} X\r\n{}retry-after:  7\r\n\r\n{}", status,
                                           has_body ? "Content-Length: 4\r\n" : "", has_body ? "body" : "")));
    const Reply reply = rig.Get(server.Url("/x"));
    ASSERT_TRUE(reply.ok()) << status << reply.status();
    EXPECT_EQ(reply->status, status);
    EXPECT_EQ(reply->body.Reveal(), has_body ? "body" : "");
    EXPECT_EQ(reply->retry_after, "7");
  }
}

TEST(Send, ReadsTheFinalReplyBehindInformationalOnes) {
  HttpRig rig;
  const LoopbackServer server(rig.io(),
                              LoopbackServer::Answer("HTTP/1.1 103 Early Hints\r\nLocation: /early\r\n\r\n"
                                                     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                                                     "Content-Type: application/json; charset=utf-8\r\n\r\n"
                                                     "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
  const Reply reply = rig.Get(server.Url("/x"));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->location, "");
  EXPECT_EQ(reply->body.Reveal(), "abcde");
}

TEST(Send, ReportsARedirectInsteadOfFollowingIt) {
  for (const int status : {301, 302, 303, 307, 308}) {
    HttpRig rig;
    const LoopbackServer elsewhere(rig.io(), LoopbackServer::Answer(OkReply("")));
    const LoopbackServer server(
        rig.io(),
        LoopbackServer::Answer(fmt::format("HTTP/1.1 {} Moved\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
                                           status, elsewhere.Url("/there"))));
    const Reply reply = rig.Get(server.Url("/x"));
    ASSERT_TRUE(reply.ok()) << reply.status();
    EXPECT_EQ(reply->status, status);
    EXPECT_EQ(reply->location, elsewhere.Url("/there"));
    EXPECT_EQ(elsewhere.connections(), 0);
    EXPECT_EQ(server.requests().size(), 1U);
  }
}

TEST(Send, RefusesPlainHttpToElsewhereBeforeConnecting) {
  HttpRig rig;
  const Reply reply = rig.Get("http://192.0.2.1/x");
  EXPECT_EQ(ReasonOf(reply), Reason::kApiUrlRefused);
  EXPECT_EQ(reply.failure().facts.at(fact::kHost), "192.0.2.1");
}

TEST(Send, RefusesAHeaderThatWouldSplitTheRequest) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("")));
  HttpRequest request = MakeRequest(Method::kGet, server.Url("/x"));
  request.headers = {{"X-Chutes-Hotkey", "5F\r\nX-Other: 1"}};
  const Reply reply = rig.Exchange(std::move(request));
  EXPECT_EQ(ReasonOf(reply), Reason::kInternal);
  EXPECT_EQ(server.connections(), 0);
}

TEST(Send, DoesNotUseAProxyForThisMachine) {
  HttpRig rig;
  const LoopbackServer proxy(rig.io(), LoopbackServer::Answer(OkReply("from the proxy")));
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("direct")));
  setenv("http_proxy", proxy.Url("").c_str(), 1);
  setenv("ALL_PROXY", proxy.Url("").c_str(), 1);
  const Reply reply = rig.Get(server.Url("/x"));
  unsetenv("http_proxy");
  unsetenv("ALL_PROXY");
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->body.Reveal(), "direct");
  EXPECT_EQ(proxy.connections(), 0);
}

TEST(Send, GoesThroughTheProxyForOtherHostsAndReportsItsRefusal) {
  HttpRig rig;
  const LoopbackServer proxy(
      rig.io(),
      LoopbackServer::Answer("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"));
  setenv("HTTPS_PROXY", proxy.Url("").c_str(), 1);
  HttpRequest request = MakeRequest(Method::kPost, "https://api.example.test/x", "body");
  request.headers = {{"X-Chutes-Signature", "signed"}};
  const Reply reply = rig.Exchange(std::move(request));
  unsetenv("HTTPS_PROXY");
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamUnreachable) << reply.status();
  EXPECT_THAT(MessageOf(reply), HasSubstr("407"));
  ASSERT_EQ(proxy.requests().size(), 1U);
  EXPECT_EQ(proxy.requests()[0].method, "CONNECT");
  EXPECT_EQ(proxy.requests()[0].Header("x-chutes-signature"), "(none)");
}

}  // namespace
}  // namespace chutesd::http
