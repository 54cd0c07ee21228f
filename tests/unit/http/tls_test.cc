// TLS, against nginx.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/conf.h>

#include <fstream>

#include "tests/fakes/loopback_server.h"
#include "tests/unit/http/tls_fixture.h"

namespace chutesd::http {
namespace {

using chutes_fakes::Certificate;
using chutes_fakes::LoopbackConnection;
using chutes_fakes::LoopbackServer;
using chutes_fakes::MakeCertificate;
using chutes_fakes::NginxServer;
using chutes_fakes::TempFolder;
using ::testing::HasSubstr;

using Tls = TlsTest;

TEST_F(Tls, FallsBackToHttp11) {
  NginxServer::Settings settings = Settings();
  settings.listen_flags = "ssl";
  const NginxServer nginx(folder_, certificate_, settings);
  HttpRig rig(Trusting(certificate_.cert_file));
  EXPECT_THAT(Text(rig.Get(nginx.Url("/x"))), HasSubstr("HTTP/1.1 TLSv1.3"));
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

// While it lives, OpenSSL in this process leaves the versions and the strength of the cryptography to its
// callers, which Debian's own configuration does not.
class PermissiveOpenssl {
 public:
  explicit PermissiveOpenssl(const TempFolder& folder) {
    const std::string file = folder.path() + "/openssl.cnf";
    std::ofstream(file) << "openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = any\n"
                           "[any]\nMinProtocol = TLSv1\nCipherString = ALL:@SECLEVEL=0\n";
    loaded_ = CONF_modules_load_file(file.c_str(), nullptr, 0) == 1;
  }
  PermissiveOpenssl(const PermissiveOpenssl&) = delete;
  PermissiveOpenssl& operator=(const PermissiveOpenssl&) = delete;
  ~PermissiveOpenssl() { CONF_modules_load_file(nullptr, nullptr, CONF_MFLAGS_IGNORE_MISSING_FILE); }
  bool loaded() const { return loaded_; }

 private:
  bool loaded_ = false;
};

// Whether a client that is like ours but for the floor gets through, so that a refusal is our floor's.
bool AnswersOldTls(const std::string& url, const std::string& ca_file) {
  const EasyHandle easy(curl_easy_init());
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_CAINFO, ca_file.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_0});
  curl_easy_setopt(easy.get(), CURLOPT_NOBODY, 1L);
  return curl_easy_perform(easy.get()) == CURLE_OK;
}

TEST_F(Tls, RefusesVersionsBefore12) {
  for (const char* const version : {"TLSv1", "TLSv1.1"}) {
    NginxServer::Settings settings = Settings();
    settings.listen_flags = "ssl";
    settings.protocols = version;
    settings.ciphers = "ALL:@SECLEVEL=0";
    const TempFolder folder;
    const NginxServer nginx(folder, certificate_, settings);
    HttpRig rig(Trusting(certificate_.cert_file));
    const PermissiveOpenssl permissive(folder);
    ASSERT_TRUE(permissive.loaded());
    ASSERT_TRUE(AnswersOldTls(nginx.Url("/x"), certificate_.cert_file)) << version;
    const Reply reply = rig.Get(nginx.Url("/x"));
    EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamTlsRefused) << version << ": " << reply.status();
  }
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

}  // namespace
}  // namespace chutesd::http
