// HTTP/2, against nginx.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "tests/fakes/loopback_server.h"
#include "tests/fakes/tcp_relay.h"
#include "tests/unit/http/gate.h"
#include "tests/unit/http/tls_fixture.h"

namespace chutesd::http {
namespace {

using chutes_fakes::LoopbackServer;
using chutes_fakes::NginxServer;
using chutes_fakes::OkReply;
using chutes_fakes::SeenRequest;
using chutes_fakes::TcpRelay;
using ::testing::HasSubstr;

using Http2 = TlsTest;

// nginx in front of a scripted server, which is told nginx's number of the client's connection.
std::string InFrontOf(const LoopbackServer& backend) {
  return fmt::format("location / {{ proxy_pass {}; proxy_set_header X-Connection $connection; }}",
                     backend.Url(""));
}

TEST_F(Http2, IsSpokenWhereItIsOfferedAndKeepsTheConnection) {
  const NginxServer nginx(folder_, certificate_, Settings());
  HttpRig rig(Trusting(certificate_.cert_file));
  std::set<std::string> answers;
  for (int i = 0; i < 10; ++i) answers.insert(Text(rig.Get(nginx.Url("/x"))));
  ASSERT_EQ(answers.size(), 1U) << *answers.begin();
  EXPECT_THAT(*answers.begin(), HasSubstr("HTTP/2.0 TLSv1.3 ."));
}

TEST_F(Http2, CarriesAThousandCallsAtOnceOnFewConnections) {
  constexpr std::size_t kCalls = 1'000;
  HttpRig rig(Trusting(certificate_.cert_file));
  Gate gate(rig.io());
  const LoopbackServer backend(rig.io(), gate.Script(OkReply("late")));
  const NginxServer nginx(folder_, certificate_, Settings(InFrontOf(backend)));
  std::vector<std::shared_ptr<HttpRig::Call>> calls;
  for (std::size_t i = 0; i < kCalls; ++i) {
    calls.push_back(rig.Start(MakeRequest(Method::kGet, nginx.Url("/x"))));
  }
  rig.RunUntil([&] { return backend.requests().size() == kCalls; });
  gate.Open();
  for (const auto& call : calls) {
    const Reply reply = rig.Await(call);
    ASSERT_TRUE(reply.ok()) << reply.status();
  }
  std::set<std::string> connections;
  for (const SeenRequest& seen : backend.requests()) connections.insert(seen.Header("x-connection"));
  EXPECT_LE(connections.size(), 32U);
}

TEST_F(Http2, CarriesLargeBodiesOverSharedConnections) {
  HttpRig rig(Trusting(certificate_.cert_file));
  const std::string large(300'000, 'y');
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply(large)));
  const NginxServer nginx(folder_, certificate_, Settings(InFrontOf(server)));
  std::vector<std::shared_ptr<HttpRig::Call>> calls;
  const std::string sent(200'000, 'z');
  for (int i = 0; i < 60; ++i) {
    const Method method = i % 3 == 0 ? Method::kPost : Method::kGet;
    calls.push_back(rig.Start(MakeRequest(method, nginx.Url("/x"), method == Method::kPost ? sent : "")));
  }
  for (const auto& call : calls) {
    const Reply reply = rig.Await(call);
    ASSERT_TRUE(reply.ok()) << reply.status();
    EXPECT_EQ(reply->body.Reveal(), large);
  }
  for (const SeenRequest& seen : server.requests()) {
    EXPECT_EQ(seen.body.size(), seen.method == "POST" ? sent.size() : 0U);
  }
}

TEST_F(Http2, AConnectionThatBrokeMeanwhileIsReplaced) {
  HttpRig rig(Trusting(certificate_.cert_file));
  const NginxServer nginx(folder_, certificate_, Settings());
  TcpRelay relay(rig.io(), nginx.port());
  for (int i = 1; i <= 3; ++i) {
    const Reply reply = rig.Get(relay.Url("/x", "https"));
    ASSERT_TRUE(reply.ok()) << reply.status();
    EXPECT_EQ(relay.connections(), i);
    relay.Reset();
  }
}

// Over HTTP/2 libcurl would put a later call on the fresh connection of an unrepeatable one: that would then
// be a used connection, and be kept with what its buffers hold.
TEST_F(Http2, AnUnrepeatableRequestSharesItsConnectionWithNobodyAndIsNotSentTwiceWhenThatDies) {
  HttpRig rig(Trusting(certificate_.cert_file));
  Gate gate(rig.io());
  const LoopbackServer backend(rig.io(), gate.Script(OkReply("x")));
  const NginxServer nginx(folder_, certificate_, Settings(InFrontOf(backend)));
  TcpRelay relay(rig.io(), nginx.port());
  const auto change = rig.Start(MakeRequest(Method::kPost, relay.Url("/change", "https"), "b"));
  rig.RunUntil([&] { return backend.requests().size() == 1; });
  const auto read = rig.Start(MakeRequest(Method::kGet, relay.Url("/read", "https")));
  rig.RunUntil([&] { return backend.requests().size() == 2; });
  ASSERT_EQ(relay.connections(), 2);

  gate.Open();
  relay.Reset();
  const Reply changed = rig.Await(change);
  EXPECT_EQ(ReasonOf(changed), Reason::kUpstreamFailed) << changed.status();
  const Reply got = rig.Await(read);  // sent again or given up, but no empty success
  EXPECT_TRUE(got.ok() ? got->status == 200 : ReasonOf(got) == Reason::kUpstreamFailed) << got.status();
  int changes = 0;
  for (const SeenRequest& seen : backend.requests()) changes += seen.method == "POST" ? 1 : 0;
  EXPECT_EQ(changes, 1);
}

}  // namespace
}  // namespace chutesd::http
