#include "daemon/http/api_url.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "daemon/base/failure.h"

namespace chutesd::http {
namespace {

struct GoodUrl {
  std::string url;
  std::string host;
  std::string authority;
  bool tls;
  bool loopback;
};

TEST(ParseApiUrl, SaysHowToReachWhatItAccepts) {
  const std::vector<GoodUrl> cases = {
      {"https://api.chutes.ai", "api.chutes.ai", "api.chutes.ai:443", true, false},
      {"https://API.Chutes.AI:8443/api_keys/", "api.chutes.ai", "api.chutes.ai:8443", true, false},
      {"https://127.0.0.1:9/x", "127.0.0.1", "127.0.0.1:9", true, true},
      {"http://127.0.0.1:8000/x", "127.0.0.1", "127.0.0.1:8000", false, true},
      {"http://127.9.8.7", "127.9.8.7", "127.9.8.7:80", false, true},
      {"http://127.1:80", "127.0.0.1", "127.0.0.1:80", false, true},
      {"http://localhost:8000", "localhost", "localhost:8000", false, true},
      {"http://LocalHost", "localhost", "localhost:80", false, true},
      {"http://[::1]:8000/", "::1", "[::1]:8000", false, true},
      {"https://[2001:db8::1]/", "2001:db8::1", "[2001:db8::1]:443", true, false},
  };
  for (const GoodUrl& good : cases) {
    const auto parsed = ParseApiUrl(good.url);
    ASSERT_TRUE(parsed.ok()) << good.url << ": " << parsed.status();
    EXPECT_EQ(parsed->host, good.host) << good.url;
    EXPECT_EQ(parsed->authority, good.authority) << good.url;
    EXPECT_EQ(parsed->tls, good.tls) << good.url;
    EXPECT_EQ(parsed->loopback, good.loopback) << good.url;
  }
}

TEST(ParseApiUrl, RefusesWhatAKeyMayNotBeSentTo) {
  const std::vector<std::string> cases = {
      "http://api.chutes.ai/",
      "http://127.0.0.1.example.com/",
      "http://localhost.example.com/",
      "http://128.0.0.1/",
      "http://10.0.0.1/",
      "http://0.0.0.0/",
      "http://[::2]/",
      "http://[::ffff:10.0.0.1]/",
      "ftp://127.0.0.1/",
      "file:///etc/passwd",
      "https://user@api.chutes.ai/",
      "https://user:word@api.chutes.ai/",
      "http://127.0.0.1@example.com/",
      "https://api.chutes.ai/?token=x",
      "https://api.chutes.ai/#x",
      "api.chutes.ai",
      "https://",
      "",
  };
  for (const std::string& url : cases) {
    const auto parsed = ParseApiUrl(url);
    ASSERT_FALSE(parsed.ok()) << url;
    const auto failure = FailureOf(parsed.status());
    EXPECT_EQ(failure->reason, Reason::kApiUrlRefused) << url;
    EXPECT_FALSE(failure->next_step.empty()) << url;
  }
}

}  // namespace
}  // namespace chutesd::http
