#include <gtest/gtest.h>

#include "daemon/api/operations.h"
#include "daemon/base/failure.h"
#include "tests/unit/base/no_cli.h"

namespace chutesd::api {
namespace {

TEST(Routes, AreExactlyTheServers) {
  EXPECT_EQ(PingRoute().path, "/ping");
  EXPECT_EQ(UserRoute().path, "/users/me");
  EXPECT_EQ(KeysRoute().path, "/api_keys/");
  EXPECT_EQ(KeysRoute().query.Reveal(), "");
  EXPECT_EQ(SecretsRoute().path, "/secrets/");
  EXPECT_EQ(KeysRoute(0, 25).path, "/api_keys/");
  EXPECT_EQ(KeysRoute(0, 25).query.Reveal(), "limit=25&page=0");
  EXPECT_EQ(SecretsRoute(3, 100).path, "/secrets/");
  EXPECT_EQ(SecretsRoute(3, 100).query.Reveal(), "limit=100&page=3");
  EXPECT_EQ(ChutesRoute("", 0, 25).path, "/chutes/");
  EXPECT_EQ(ChutesRoute("", 0, 25).query.Reveal(), "limit=25&page=0");
  EXPECT_EQ(ChutesRoute("my chute/a&b=c#?\xC3\xA9", 1, 500).query.Reveal(),
            "name=my%20chute%2Fa%26b%3Dc%23%3F%C3%A9&limit=500&page=1");
}

TEST(Routes, TheRegistrationTokenIsEscaped) {
  EXPECT_EQ(RegisterRoute("3f0c7f5e-6d5c-4b0e-9f1f-0a1b2c3d4e5f").path, "/users/register");
  EXPECT_EQ(RegisterRoute("3f0c7f5e-6d5c-4b0e-9f1f-0a1b2c3d4e5f").query.Reveal(),
            "token=3f0c7f5e-6d5c-4b0e-9f1f-0a1b2c3d4e5f");
  EXPECT_EQ(RegisterRoute("a&admin=1 #\r\n").query.Reveal(), "token=a%26admin%3D1%20%23%0D%0A");
}

TEST(Routes, AnIdStaysOneSegment) {
  struct Case {
    const char *id, *path;
  };
  for (const Case& each :
       {Case{"0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "/api_keys/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"},
        Case{"a?b", "/api_keys/a%3Fb"}, Case{"a#b", "/api_keys/a%23b"}, Case{"a%2Fb", "/api_keys/a%252Fb"},
        Case{"a b;c", "/api_keys/a%20b%3Bc"}, Case{"...", "/api_keys/..."}, Case{"..a", "/api_keys/..a"},
        Case{"\xC3\xA9", "/api_keys/%C3%A9"}, Case{"a~_-.", "/api_keys/a~_-."}}) {
    const auto route = KeyRoute(each.id);
    ASSERT_TRUE(route.ok()) << each.id;
    EXPECT_EQ(route->path, each.path);
    EXPECT_EQ(route->query.Reveal(), "");
  }
  EXPECT_EQ(SecretRoute("b7f6d2a3")->path, "/secrets/b7f6d2a3");
}

TEST(Routes, AnIdThatWouldLeadElsewhereIsRefused) {
  for (const std::string& id :
       {std::string(), std::string("."), std::string(".."), std::string("/"), std::string("a/b"),
        std::string("../secrets/ID"), std::string("a\\b"), std::string("a\nb"), std::string("a\x7f"),
        std::string("a\0b", 3), std::string(129, 'a')}) {
    for (const auto& route : {KeyRoute(id), SecretRoute(id)}) {
      ASSERT_FALSE(route.ok()) << id;
      const auto failure = FailureOf(route.status());
      EXPECT_EQ(failure->reason, Reason::kInvalidArgument) << id;
      EXPECT_EQ(failure->violations.size(), 1U);
      ExpectNoCliCommand(*failure);
    }
  }
  EXPECT_EQ(KeyRoute("").failure().violations[0].field, "key");
  EXPECT_EQ(SecretRoute("").failure().violations[0].field, "secret_id");
}

TEST(RegistrationUrl, OnlyTheOfficialApiHasAHostOfItsOwn) {
  struct Case {
    const char *api, *registration;
  };
  for (const Case& each : {Case{"https://api.chutes.ai", "https://rtok.chutes.ai"},
                           Case{"https://api.chutes.ai.example", "https://api.chutes.ai.example"},
                           Case{"http://api.chutes.ai", "http://api.chutes.ai"},
                           Case{"https://api.chutes.ai:8443", "https://api.chutes.ai:8443"},
                           Case{"https://api.chutes.ai/v1", "https://api.chutes.ai/v1"},
                           Case{"http://127.0.0.1:8000", "http://127.0.0.1:8000"}}) {
    EXPECT_EQ(RegistrationUrl(each.api), each.registration);
  }
}

}  // namespace
}  // namespace chutesd::api
