#include <gtest/gtest.h>

#include "client/commands/keys/keys.h"
#include "client/render/keys_view.h"
#include "tests/unit/client/fake_platform.h"

namespace chutes::commands {
namespace {

template <typename Scopes>
std::string Texts(const Scopes& scopes) {
  std::string text;
  for (const chutesd::v1::Scope& scope : scopes) text += render::ScopeText(scope) + ";";
  return text;
}

// What `keys create` with these options asks of the daemon.
chutesd::v1::CreateKeyRequest Requested(std::vector<std::string> options) {
  FakePlatform platform;
  platform.Answer(rpc::method::kCreateKey, chutesd::v1::CreateKeyResponse());
  options.insert(options.begin(), {"keys", "create"});
  EXPECT_EQ(platform.Run(std::move(options)), 0) << platform.err;
  return platform.Seen<chutesd::v1::CreateKeyRequest>(0);
}

TEST(KeyToCreate, IsAnAdminKey) {
  const auto request = Requested({"--name", "admin", "--admin"});
  EXPECT_TRUE(request.admin());
  EXPECT_TRUE(request.scopes().empty());
}

TEST(KeyToCreate, AppliesTheActionToEverythingNamed) {
  const auto request = Requested(
      {"--name", "all", "--images", "--image-ids", "i1", "--chute-ids", "c1,c2", "--action", "read"});
  EXPECT_EQ(Texts(request.scopes()), R"({"action": "read", "object_type": "images"};)"
                                     R"({"action": "read", "object_type": "images", "object_id": "i1"};)"
                                     R"({"action": "read", "object_type": "chutes", "object_id": "c1"};)"
                                     R"({"action": "read", "object_type": "chutes", "object_id": "c2"};)");
}

TEST(KeyToCreate, MeansEveryActionWithoutOne) {
  const auto request = Requested({"--name", "all", "--chutes"});
  ASSERT_EQ(request.scopes_size(), 1);
  EXPECT_EQ(request.scopes(0).action(), chutesd::v1::ACTION_UNSPECIFIED);
  EXPECT_FALSE(request.scopes(0).has_object_id());
}

TEST(KeyToCreate, RefusesContradictionsWithTheCommandThatWasMeant) {
  struct Case {
    std::vector<std::string> options;
    std::string said;
  };
  const std::vector<Case> cases = {
      {{"--name", "it's"},
       R"(next: chutes keys create --name 'it'\''s' --chutes --action invoke   (or --admin for everything))"},
      {{"--name", "x", "--action", "write"}, "next: chutes keys create --name x --chutes --action write\n"},
      {{"--name", "x", "--admin", "--images"}, "next: chutes keys create --name x --admin\n"},
      {{"--name", "x", "--admin", "--action", "read"}, "next: chutes keys create --name x --admin\n"},
      {{"--name", "x", "--json-input", "[]", "--chutes"},
       "next: chutes keys create --name x --json-input '...'\n"},
      {{"--name", "x", "--admin", "--quiet", "--output-file", "f"},
       "next: chutes keys create --name x ... --output-file f\n"},
      {{"--admin"}, "--name is missing"},
      {{"--name", "x", "--chutes", "--action", "Invoke"},
       "--action: must be read, write, delete or invoke, not 'Invoke'; did you mean 'invoke'?"}};
  for (const Case& one : cases) {
    FakePlatform platform;
    std::vector<std::string> words = {"keys", "create"};
    words.insert(words.end(), one.options.begin(), one.options.end());
    EXPECT_EQ(platform.Run(words), 2);
    EXPECT_NE(platform.err.find(one.said), std::string::npos) << platform.err;
    EXPECT_TRUE(platform.calls.empty());
  }
}

TEST(ReadScopes, TakesTheDocumentAndTheBareList) {
  for (const std::string json : {R"({"scopes": [{"object_type": "chutes", "action": "invoke"}]})",
                                 R"([{"object_type": "chutes", "action": "invoke", "object_id": null}])"}) {
    const Checked<std::vector<chutesd::v1::Scope>> scopes = ReadScopes(json);
    ASSERT_FALSE(scopes.error) << json;
    EXPECT_EQ(Texts(scopes.value), R"({"action": "invoke", "object_type": "chutes"};)");
  }
  const Checked<std::vector<chutesd::v1::Scope>> with_id =
      ReadScopes(R"([{"object_type":"invocations","object_id":"a","action":null},{"object_type":"images"}])");
  ASSERT_FALSE(with_id.error);
  EXPECT_EQ(
      Texts(with_id.value),
      R"({"action": "?", "object_type": "invocations", "object_id": "a"};{"action": "?", "object_type": "images"};)");
}

TEST(ReadScopes, NamesThePathOfWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "$: is not JSON; quote it for the shell with '...'"},
      {"{", "$: is not JSON; quote it for the shell with '...'"},
      {"[{\"object_type\":\"\xff\"}]", "$: is not JSON; quote it for the shell with '...'"},
      {"3", R"($: must be {"scopes": [...]} or a list)"},
      {"null", R"($: must be {"scopes": [...]} or a list)"},
      {"{}", "$.scopes: is missing"},
      {R"({"scope": []})", "$.scope: is not known; did you mean 'scopes'?"},
      {R"({"scopes": [], "admin": true})", "$.admin: is not known"},
      {R"({"scopes": {}})", "$.scopes: must be a list"},
      {"[]", "$: must not be empty"},
      {"[3]", "$[0]: must be an object"},
      {"[{}]", "$[0].object_type: is missing"},
      {R"([{"object_type": null}])", "$[0].object_type: must be a text"},
      {R"([{"object_type": "chute"}])",
       "$[0].object_type: must be images, chutes or invocations, not 'chute'; did you mean 'chutes'?"},
      {R"({"scopes": [{"object_type": "chutes"}, {"object_type": "chutes", "action": 3}]})",
       "$.scopes[1].action: must be a text"},
      {R"([{"object_type": "chutes", "action": "run"}])",
       "$[0].action: must be read, write, delete or invoke, not 'run'"},
      {R"([{"object_type": "chutes", "object_id": ""}])",
       "$[0].object_id: must not be empty; leave it out for all objects"},
      {R"([{"object_type": "chutes", "acton": "invoke"}])",
       "$[0].acton: is not known; did you mean 'action'?"},
      {R"([{"object_type": "chutes", "action": "read", "action": "invoke"}])",
       "$: has 'action' twice in one object"},
  };
  for (const auto& [json, message] : cases) {
    const Checked<std::vector<chutesd::v1::Scope>> scopes = ReadScopes(json);
    ASSERT_TRUE(scopes.error) << json;
    EXPECT_EQ(scopes.error->message, "--json-input: " + message);
  }
}

TEST(ReadScopes, BoundsWhatItReads) {
  EXPECT_TRUE(ReadScopes(std::string(100'000, '[')).error);
  EXPECT_TRUE(ReadScopes(std::string(60'000, '[')).error);
  std::string many = "[";
  for (int i = 0; i < 201; ++i) many.append(i > 0 ? "," : "").append(R"({"object_type":"chutes"})");
  EXPECT_EQ(ReadScopes(many + "]").error->message, "--json-input: $: has more than 200 scopes");
}

}  // namespace
}  // namespace chutes::commands
