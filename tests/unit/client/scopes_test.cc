#include <gtest/gtest.h>

#include "client/cli/scope_options.h"
#include "client/cli/scopes_json.h"
#include "client/render/keys_view.h"

namespace chutes::cli {
namespace {

std::string Texts(const std::vector<chutesd::v1::Scope>& scopes) {
  std::string text;
  for (const chutesd::v1::Scope& scope : scopes) text += render::ScopeText(scope) + ";";
  return text;
}

KeyOptions Named(const std::string& name) {
  KeyOptions options;
  options.name = name;
  return options;
}

TEST(KeyToCreate, MakesAnAdminKey) {
  KeyOptions options = Named("admin");
  options.admin = true;
  const Checked<KeysCreateArgs> args = KeyToCreate(options);
  ASSERT_FALSE(args.error);
  EXPECT_TRUE(args.value.admin);
  EXPECT_TRUE(args.value.scopes.empty());
}

TEST(KeyToCreate, AppliesTheActionToEverythingNamed) {
  KeyOptions options = Named("all");
  options.images = true;
  options.image_ids = {"i1"};
  options.chute_ids = {"c1", "c2"};
  options.action = "read";
  const Checked<KeysCreateArgs> args = KeyToCreate(options);
  ASSERT_FALSE(args.error);
  EXPECT_EQ(Texts(args.value.scopes), R"({"action": "read", "object_type": "images"};)"
                                      R"({"action": "read", "object_type": "images", "object_id": "i1"};)"
                                      R"({"action": "read", "object_type": "chutes", "object_id": "c1"};)"
                                      R"({"action": "read", "object_type": "chutes", "object_id": "c2"};)");
}

TEST(KeyToCreate, MeansEveryActionWithoutOne) {
  KeyOptions options = Named("all");
  options.chutes = true;
  const Checked<KeysCreateArgs> args = KeyToCreate(options);
  ASSERT_FALSE(args.error);
  ASSERT_EQ(args.value.scopes.size(), 1U);
  EXPECT_EQ(args.value.scopes[0].action(), chutesd::v1::ACTION_UNSPECIFIED);
  EXPECT_FALSE(args.value.scopes[0].has_object_id());
}

TEST(KeyToCreate, RefusesContradictionsWithTheCommandThatWasMeant) {
  KeyOptions nothing = Named("it's");
  EXPECT_EQ(KeyToCreate(nothing).error->next,
            R"(chutes keys create --name 'it'\''s' --chutes --action invoke   (or --admin for everything))");
  KeyOptions action_alone = Named("x");
  action_alone.action = "write";
  EXPECT_EQ(KeyToCreate(action_alone).error->next, "chutes keys create --name x --chutes --action write");
  KeyOptions admin_and_scope = Named("x");
  admin_and_scope.admin = true;
  admin_and_scope.images = true;
  EXPECT_EQ(KeyToCreate(admin_and_scope).error->next, "chutes keys create --name x --admin");
  KeyOptions json_and_scope = Named("x");
  json_and_scope.json_input = "[]";
  json_and_scope.chutes = true;
  EXPECT_EQ(KeyToCreate(json_and_scope).error->next, "chutes keys create --name x --json-input '...'");
  KeyOptions no_name;
  no_name.admin = true;
  EXPECT_EQ(KeyToCreate(no_name).error->message, "--name is missing");
  KeyOptions bad_action = Named("x");
  bad_action.chutes = true;
  bad_action.action = "Invoke";
  EXPECT_EQ(KeyToCreate(bad_action).error->message,
            "--action must be read, write, delete or invoke, not 'Invoke'; did you mean 'invoke'?");
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
       "$[0].object_type: must be images, chutes or invocations, not 'chute'"},
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
}  // namespace chutes::cli
