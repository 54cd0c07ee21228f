#include "daemon/config/api_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "daemon/base/failure.h"

namespace chutesd::config {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(NormalizeApiUrl, AcceptsAndNormalizes) {
  const struct {
    const char* url;
    const char* normal;
  } cases[] = {
      {"https://api.chutes.ai", "https://api.chutes.ai"},
      {"https://api.chutes.ai/", "https://api.chutes.ai"},
      {"HTTPS://API.Chutes.AI//", "https://api.chutes.ai"},
      {"https://api.chutes.ai:443", "https://api.chutes.ai"},
      {"https://api.chutes.ai:8443/v1/", "https://api.chutes.ai:8443/v1"},
      {"https://host/Some/Prefix", "https://host/Some/Prefix"},
      {"https://10.0.0.1", "https://10.0.0.1"},
      {"https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"},
      {"http://127.0.0.1:8000", "http://127.0.0.1:8000"},
      {"http://127.255.0.9", "http://127.255.0.9"},
      {"http://[::1]:80", "http://[::1]"},
      {"http://LOCALHOST:8000/api", "http://localhost:8000/api"},
      {"https://api_1.internal", "https://api_1.internal"},
  };
  for (const auto& [url, normal] : cases) {
    const Result<std::string> result = NormalizeApiUrl(url);
    ASSERT_TRUE(result.ok()) << url << ": " << result.status();
    EXPECT_EQ(*result, normal);
  }
}

TEST(NormalizeApiUrl, RefusalsSayWhichRule) {
  const struct {
    std::string url;
    const char* rule;
  } cases[] = {
      {"", "is empty"},
      {"api.chutes.ai", "must start with https://"},
      {"ftp://api.chutes.ai", "must start with https://"},
      {"http://api.chutes.ai", "only for 127.0.0.0/8"},
      {"http://127.0.0.1.example", "only for 127.0.0.0/8"},
      {"http://127.1", "only for 127.0.0.0/8"},
      {"http://128.0.0.1", "only for 127.0.0.0/8"},
      {"http://[::2]", "only for 127.0.0.0/8"},
      {"http://localhost.example", "only for 127.0.0.0/8"},
      {"https://user:pw@api.chutes.ai", "user name or password"},
      {"http://127.0.0.1@evil.example", "user name or password"},
      {"https://api.chutes.ai/?a=b", "query"},
      {"https://api.chutes.ai/#x", "fragment"},
      {"https://", "has no host"},
      {"https:///path", "has no host"},
      {"https://:443", "has no host"},
      {"https://a..b", "no valid name"},
      {"https://a.", "no valid name"},
      {"https://-a", "no valid name"},
      {"https://a%41", "no valid name"},
      {"https://[::1", "without `]`"},
      {"https://[zz]", "no valid name"},
      {"https://[::1]x", "port"},
      {"https://a:0", "port"},
      {"https://a:65536", "port"},
      {"https://a:", "port"},
      {"https://a:8x", "port"},
      {"https://a b", "white space"},
      {"https://a\\b", "backslash"},
      {"https://\xc3\xa9.example", "ASCII"},
      {std::string("https://a\0b", 11), "white space"},
      {"https://a/x/../y", "`..`"},
      {"https://a/%2E%2e/y", "`..`"},
      {"https://" + std::string(2048, 'a'), "2048 bytes"},
  };
  for (const auto& [url, rule] : cases) {
    const Result<std::string> result = NormalizeApiUrl(url);
    ASSERT_FALSE(result.ok()) << url;
    const Failure failure = result.failure();
    EXPECT_EQ(failure.reason, Reason::kApiUrlRefused) << url;
    EXPECT_THAT(failure.message, HasSubstr(rule)) << url;
    EXPECT_THAT(failure.message, Not(HasSubstr("pw"))) << url;
  }
}

}  // namespace
}  // namespace chutesd::config
