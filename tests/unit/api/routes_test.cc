#include <string>
#include <utility>

#include "daemon/api/operations.h"
#include "tests/unit/api/api_fixture.h"

namespace chutesd::api {
namespace {

class RoutesTest : public ApiTest {
 protected:
  RoutesTest() {
    http.otherwise = [](const http::HttpRequest&) {
      return http::FakeHttp::Response(404, R"({"detail":"no"})");
    };
  }
  // Path and query of the last request.
  std::string Target() const {
    const http::HttpRequest& request = http.seen.back();
    return request.url.substr(account.api_url.size()) + "?" + std::string(request.query.Reveal());
  }
};

TEST(PathOf, IsExactlyTheServers) {
  EXPECT_EQ(*PathOf({Operation::kPing}), "/ping");
  EXPECT_EQ(*PathOf({Operation::kGetUser}), "/users/me");
  EXPECT_EQ(*PathOf({Operation::kCreateKey, "ci"}), "/api_keys/");
  EXPECT_EQ(*PathOf({Operation::kCreateSecret, "HF_TOKEN"}), "/secrets/");
  EXPECT_EQ(*PathOf({Operation::kListKeys}), "/api_keys/");
  EXPECT_EQ(*PathOf({Operation::kListSecrets}), "/secrets/");
  EXPECT_EQ(*PathOf({Operation::kListChutes}), "/chutes/");
  EXPECT_EQ(*PathOf({Operation::kChangeFingerprint}), "/users/change_fingerprint");
}

TEST_F(RoutesTest, ListsAreAskedForByThePage) {
  (void)RunOnLoop(api.ListSecrets(ctx, account, 3, 100));
  EXPECT_EQ(Target(), "/secrets/?limit=100&page=3");
  (void)RunOnLoop(api.ListChutes(ctx, account, "", 0, 25));
  EXPECT_EQ(Target(), "/chutes/?limit=25&page=0");
  (void)RunOnLoop(api.ListChutes(ctx, account, "my chute/a&b=c#?\xC3\xA9", 1, 500));
  EXPECT_EQ(Target(), "/chutes/?name=my%20chute%2Fa%26b%3Dc%23%3F%C3%A9&limit=500&page=1");
}

TEST_F(RoutesTest, TheRegistrationTokenIsEscaped) {
  for (const auto& [token, sent] :
       {std::pair("3f0c7f5e-6d5c-4b0e-9f1f-0a1b2c3d4e5f", "3f0c7f5e-6d5c-4b0e-9f1f-0a1b2c3d4e5f"),
        std::pair("a&admin=1 #\r\n", "a%26admin%3D1%20%23%0D%0A")}) {
    (void)RunOnLoop(
        api.RegisterUser(ctx, account.api_url, hotkey, "bob", "5D", SecretString(std::string_view(token))));
    EXPECT_EQ(Target(), std::string("/users/register?token=") + sent);
  }
}

TEST(PathOf, AnIdStaysOneSegment) {
  struct Case {
    const char *id, *path;
  };
  for (const Case& each :
       {Case{"0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "/api_keys/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"},
        Case{"a?b", "/api_keys/a%3Fb"}, Case{"a#b", "/api_keys/a%23b"}, Case{"a%2Fb", "/api_keys/a%252Fb"},
        Case{"a b;c", "/api_keys/a%20b%3Bc"}, Case{"...", "/api_keys/..."}, Case{"..a", "/api_keys/..a"},
        Case{"\xC3\xA9", "/api_keys/%C3%A9"}, Case{"a~_-.", "/api_keys/a~_-."}}) {
    const auto path = PathOf({Operation::kGetKey, each.id});
    ASSERT_TRUE(path.ok()) << each.id;
    EXPECT_EQ(*path, each.path);
  }
  EXPECT_EQ(*PathOf({Operation::kDeleteSecret, "b7f6d2a3"}), "/secrets/b7f6d2a3");
}

TEST(PathOf, AnIdThatWouldLeadElsewhereIsRefused) {
  for (const std::string& id :
       {std::string(), std::string("."), std::string(".."), std::string("/"), std::string("a/b"),
        std::string("../secrets/ID"), std::string("a\\b"), std::string("a\nb"), std::string("a\x7f"),
        std::string("a\0b", 3), std::string(129, 'a')}) {
    for (const Operation operation :
         {Operation::kGetKey, Operation::kDeleteKey, Operation::kGetSecret, Operation::kDeleteSecret}) {
      const auto path = PathOf({operation, id});
      ASSERT_FALSE(path.ok()) << id;
      const auto failure = FailureOf(path.status());
      EXPECT_EQ(failure->reason, Reason::kInvalidArgument) << id;
      EXPECT_EQ(failure->violations.size(), 1U);
      ExpectNoCliCommand(*failure);
    }
  }
  EXPECT_EQ(PathOf({Operation::kGetKey}).failure().violations[0].field, "key");
  EXPECT_EQ(PathOf({Operation::kGetSecret}).failure().violations[0].field, "secret_id");
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
