// TLS and HTTP/2, against nginx.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "tests/fakes/loopback_server.h"
#include "tests/fakes/nginx_server.h"
#include "tests/unit/http/http_rig.h"

namespace chutesd::http {
namespace {

using chutes_fakes::Certificate;
using chutes_fakes::LoopbackConnection;
using chutes_fakes::LoopbackServer;
using chutes_fakes::MakeCertificate;
using chutes_fakes::NginxServer;
using chutes_fakes::OkReply;
using chutes_fakes::SeenRequest;
using chutes_fakes::TempFolder;
using ::testing::HasSubstr;

// Says what nginx knows of the connection: "HTTP/2.0 TLSv1.3 r 17".
constexpr std::string_view kTellConnection =
    R"(location / { return 200 "$server_protocol $ssl_protocol $ssl_session_reused $connection"; })";

CurlHttpOptions Trusting(const std::string& ca_file) {
  CurlHttpOptions options;
  options.ca_file = ca_file;
  options.limits = {std::chrono::minutes(1), std::chrono::minutes(1), std::chrono::minutes(1)};
  return options;
}

class Tls : public ::testing::Test {
 protected:
  NginxServer::Settings Settings(std::string block = std::string(kTellConnection)) {
    NginxServer::Settings settings;
    settings.server_block = std::move(block);
    return settings;
  }
  std::string Text(const Reply& reply) {
    return reply.ok() ? std::string(reply->body.Reveal()) : std::string(reply.status().message());
  }

  const TempFolder folder_;
  const Certificate certificate_ = MakeCertificate(folder_, "IP:127.0.0.1,DNS:localhost");
};

TEST_F(Tls, SpeaksHttp2WhereItIsOfferedAndKeepsTheConnection) {
  const NginxServer nginx(folder_, certificate_, Settings());
  HttpRig rig(Trusting(certificate_.cert_file));
  std::set<std::string> answers;
  for (int i = 0; i < 10; ++i) answers.insert(Text(rig.Get(nginx.Url("/x"))));
  ASSERT_EQ(answers.size(), 1U) << *answers.begin();
  EXPECT_THAT(*answers.begin(), HasSubstr("HTTP/2.0 TLSv1.3 ."));
}

TEST_F(Tls, FallsBackToHttp11) {
  NginxServer::Settings settings = Settings();
  settings.listen_flags = "ssl";
  const NginxServer nginx(folder_, certificate_, settings);
  HttpRig rig(Trusting(certificate_.cert_file));
  EXPECT_THAT(Text(rig.Get(nginx.Url("/x"))), HasSubstr("HTTP/1.1 TLSv1.3"));
}

TEST_F(Tls, SharesConnectionsAmongCallsThatRunAtOnce) {
  const NginxServer nginx(folder_, certificate_,
                          Settings("http2_max_concurrent_streams 100;" + std::string(kTellConnection)));
  HttpRig rig(Trusting(certificate_.cert_file));
  std::vector<std::shared_ptr<HttpRig::Call>> calls;
  for (int i = 0; i < 1'000; ++i) calls.push_back(rig.Start(MakeRequest(Method::kGet, nginx.Url("/x"))));
  std::set<std::string> connections;
  for (const auto& call : calls) {
    const Reply reply = rig.Await(call);
    ASSERT_TRUE(reply.ok()) << reply.status();
    connections.insert(Text(reply));
  }
  EXPECT_LE(connections.size(), 20U);
}

TEST_F(Tls, CarriesLargeBodiesOverSharedConnections) {
  HttpRig rig(Trusting(certificate_.cert_file));
  const std::string large(300'000, 'y');
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply(large)));
  const NginxServer nginx(folder_, certificate_,
                          Settings(fmt::format("location / {{ proxy_pass {}; }}", server.Url(""))));
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

TEST_F(Tls, ResumesSessionsOnFreshConnections) {
  const NginxServer nginx(folder_, certificate_, Settings());
  HttpRig rig(Trusting(certificate_.cert_file));
  EXPECT_THAT(Text(rig.Get(nginx.Url("/x"))), HasSubstr("TLSv1.3 . "));
  EXPECT_THAT(Text(rig.Exchange(MakeRequest(Method::kPost, nginx.Url("/x")))), HasSubstr("TLSv1.3 r "));
}

TEST_F(Tls, RefusesACertificateThatNobodyVouchesFor) {
  const NginxServer nginx(folder_, certificate_, Settings());
  HttpRig rig(Trusting(""));
  const Reply reply = rig.Get(nginx.Url("/x"));
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamTlsRefused) << reply.status();
  EXPECT_THAT(MessageOf(reply), HasSubstr("self-signed"));
}

TEST_F(Tls, RefusesACertificateForAnotherHost) {
  const TempFolder other_folder;
  const Certificate other = MakeCertificate(other_folder, "DNS:other.test,IP:127.0.0.2");
  const NginxServer nginx(other_folder, other, Settings());
  HttpRig rig(Trusting(other.cert_file));
  const Reply reply = rig.Get(nginx.Url("/x"));
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamTlsRefused) << reply.status();
  EXPECT_THAT(MessageOf(reply), HasSubstr("127.0.0.1"));
}

// Whether a client without our floor gets through, so that the refusal below is ours.
bool AnswersOldTls(const std::string& url, const std::string& ca_file) {
  const EasyHandle easy(curl_easy_init());
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_CAINFO, ca_file.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_1});
  curl_easy_setopt(easy.get(), CURLOPT_SSL_CIPHER_LIST, "ALL:@SECLEVEL=0");
  curl_easy_setopt(easy.get(), CURLOPT_NOBODY, 1L);
  return curl_easy_perform(easy.get()) == CURLE_OK;
}

TEST_F(Tls, RefusesVersionsBefore12) {
  NginxServer::Settings settings = Settings();
  settings.listen_flags = "ssl";
  settings.protocols = "TLSv1.1";
  settings.ciphers = "ALL:@SECLEVEL=0";
  const NginxServer nginx(folder_, certificate_, settings);
  HttpRig rig(Trusting(certificate_.cert_file));
  ASSERT_TRUE(AnswersOldTls(nginx.Url("/x"), certificate_.cert_file));
  const Reply reply = rig.Get(nginx.Url("/x"));
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamTlsRefused) << reply.status();
}

TEST_F(Tls, Accepts12) {
  NginxServer::Settings settings = Settings();
  settings.protocols = "TLSv1.2";
  const NginxServer nginx(folder_, certificate_, settings);
  HttpRig rig(Trusting(certificate_.cert_file));
  EXPECT_THAT(Text(rig.Get(nginx.Url("/x"))), HasSubstr("TLSv1.2"));
}

TEST_F(Tls, RefusesAServerThatSpeaksNoTls) {
  HttpRig rig(Trusting(certificate_.cert_file));
  const LoopbackServer plain(rig.io(), [](LoopbackConnection& connection) -> asio::awaitable<void> {
    const std::string text = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    co_await connection.Write(text);
    co_await connection.WaitForClose();
  });
  EXPECT_EQ(ReasonOf(rig.Get(plain.Url("/x", "https"))), Reason::kUpstreamTlsRefused);
}

TEST_F(Tls, AConnectionThatBreaksInTheHandshakeIsUnreachable) {
  HttpRig rig(Trusting(certificate_.cert_file));
  const LoopbackServer hangs_up(rig.io(), [](LoopbackConnection&) -> asio::awaitable<void> { co_return; });
  const Reply reply = rig.Exchange(MakeRequest(Method::kPost, hangs_up.Url("/x", "https"), "b"));
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamUnreachable) << reply.status();
}

TEST_F(Tls, ACaFileThatIsNotThereIsNamed) {
  const NginxServer nginx(folder_, certificate_, Settings());
  HttpRig rig(Trusting(folder_.path() + "/none.pem"));
  const Reply reply = rig.Get(nginx.Url("/x"));
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamTlsRefused);
  EXPECT_THAT(MessageOf(reply), HasSubstr("none.pem"));
}

// Over HTTP/2 a later call joins the fresh connection of an unrepeatable one; libcurl then takes that
// connection for a used one, and would send both again when it dies.
TEST_F(Tls, AnUnrepeatableRequestIsNotSentTwiceWhenASharedConnectionDies) {
  HttpRig rig(Trusting(certificate_.cert_file));
  bool hold = true;
  const LoopbackServer backend(rig.io(), [&hold](LoopbackConnection& connection) -> asio::awaitable<void> {
    SeenRequest request;
    const std::string reply = OkReply("x");
    if (co_await connection.Read(request) && !hold) co_await connection.Write(reply);
    co_await connection.WaitForClose();
  });
  NginxServer nginx(folder_, certificate_,
                    Settings(fmt::format("location / {{ proxy_pass {}; }}", backend.Url(""))));
  const auto change = rig.Start(MakeRequest(Method::kPost, nginx.Url("/change"), "b"));
  rig.RunUntil([&] { return backend.requests().size() == 1; });
  const auto read = rig.Start(MakeRequest(Method::kGet, nginx.Url("/read")));
  rig.RunUntil([&] { return backend.requests().size() == 2; });

  hold = false;
  nginx.Stop();
  nginx.Start();
  const Reply changed = rig.Await(change);
  EXPECT_EQ(ReasonOf(changed), Reason::kUpstreamFailed) << changed.status();
  const Reply got = rig.Await(read);
  EXPECT_TRUE(got.ok()) << got.status();
  int changes = 0;
  for (const SeenRequest& seen : backend.requests()) changes += seen.method == "POST" ? 1 : 0;
  EXPECT_EQ(changes, 1);
}

}  // namespace
}  // namespace chutesd::http
