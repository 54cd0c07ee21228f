#include <gtest/gtest.h>

#include "daemon/base/failure.h"
#include "daemon/codec/api_json.h"

namespace chutesd::codec {
namespace {

using model::Action;
using model::ObjectType;

constexpr std::string_view kKey =
    R"({"api_key_id":"0f96fe45-169d-4805-8ae7-c4c5c2627b13","user_id":"44b99a8e-6839-5638-90a9-a4a14874a2fc",)"
    R"("admin":false,"name":"sc all","created_at":"2026-11-22T23:40:32.631488","last_used_at":null,"scopes":[)"
    R"({"scope_id":"s1","object_type":"chutes","object_id":"ca4c29e0-ffc9-491e-a54f-6105f46de208","method":null},)"
    R"({"scope_id":"s2","object_type":"images","object_id":null,"method":null},)"
    R"({"scope_id":"s3","object_type":"gpus","object_id":null},{"scope_id":"s4","object_type":null,"object_id":null}]})";

std::string Replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result(text);
  const std::size_t at = result.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return result.replace(at, from.size(), to);
}

std::string Page(std::string_view items) {
  return R"({"total":23,"page":0,"limit":25,"items":[)" + std::string(items) + R"(],"cord_refs":null})";
}

TEST(DecodeApiKey, ReadsAKeyAsTheServerSendsIt) {
  const auto key = DecodeApiKey(kKey);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->api_key_id, "0f96fe45-169d-4805-8ae7-c4c5c2627b13");
  EXPECT_EQ(key->name, "sc all");
  EXPECT_EQ(key->admin, false);
  EXPECT_EQ(key->user_id, "44b99a8e-6839-5638-90a9-a4a14874a2fc");
  EXPECT_EQ(key->create_time.value().time_since_epoch().count(), 1795390832631488);
  EXPECT_FALSE(key->last_used_time);
  const std::vector<model::Scope> scopes = {{ObjectType::kChutes, "ca4c29e0-ffc9-491e-a54f-6105f46de208", {}},
                                            {ObjectType::kImages, {}, {}},
                                            {ObjectType::kUnknown, {}, {}},
                                            {ObjectType::kUnknown, {}, {}}};
  EXPECT_EQ(key->scopes, scopes);
}

// One member that is not as it should be: what is wrong with it, and what is left of the key.
struct OddMember {
  const char *from, *to, *problem;
  bool (*is_empty)(const model::ApiKey& key);
};
const OddMember kOddMembers[] = {
    {R"("name":"sc all",)", "", "member 'name' is missing", [](const auto& key) { return key.name.empty(); }},
    {R"("name":"sc all")", R"("name":null)", "member 'name' is null",
     [](const auto& key) { return key.name.empty(); }},
    {R"("admin":false)", R"("admin":"no")", "member 'admin' is not true or false",
     [](const auto& key) { return !key.admin; }},
    {R"("admin":false)", R"("admin":null)", "member 'admin' is null",
     [](const auto& key) { return !key.admin; }},
    {"2026-11-22T23:40:32.631488", "Tuesday", "member 'created_at' is not a time",
     [](const auto& key) { return !key.create_time; }},
    {"0f96fe45", "../secrets/0f96fe45", "member 'api_key_id' is not an id",
     [](const auto& key) { return key.api_key_id.empty(); }},
    {R"("scopes":[)", R"("scopes":null,"x":[)", "member 'scopes' is null",
     [](const auto& key) { return key.scopes.empty(); }},
    {R"("object_type":"images")", R"("object_type":4)", "member 'scopes[1].object_type' is not a text",
     [](const auto& key) { return key.scopes.at(1).object_type == ObjectType::kUnknown; }}};

TEST(DecodeApiKey, AMemberThatIsNotAsItShouldBeIsLeftOut) {
  for (const OddMember& odd : kOddMembers) {
    const auto key = DecodeApiKey(Replaced(kKey, odd.from, odd.to));
    if (std::string_view(odd.from) == "0f96fe45") {
      EXPECT_EQ(key.failure().reason, Reason::kUpstreamMalformed);
      continue;
    }
    ASSERT_TRUE(key.ok()) << odd.problem;
    EXPECT_TRUE(odd.is_empty(*key)) << odd.problem;
  }
  const auto doubled = DecodeApiKey(Replaced(kKey, R"("admin":false)", R"("admin":false,"admin":true)"));
  EXPECT_EQ(doubled.failure().reason, Reason::kUpstreamMalformed);
  EXPECT_EQ(doubled.status().message(),
            "the API's answer cannot be understood: an object has two members of the same name");
}

TEST(DecodeCreatedApiKey, HasTheSecretWhateverElseIsWrongAndSaysWhat) {
  for (const OddMember& odd : kOddMembers) {
    const std::string body = Replaced(kKey, odd.from, odd.to);
    const auto created = DecodeCreatedApiKey(Replaced(body, "{", R"({"secret_key":"cpk_canary",)"));
    ASSERT_TRUE(created.ok()) << odd.problem;
    EXPECT_EQ(created->secret_key.Reveal(), "cpk_canary");
    EXPECT_EQ(created->problem, odd.problem);
    EXPECT_TRUE(odd.is_empty(created->key)) << odd.problem;
  }
  const auto alone = DecodeCreatedApiKey(R"({"secret_key":"cpk_canary"})");
  ASSERT_TRUE(alone.ok()) << alone.status();
  EXPECT_EQ(alone->secret_key.Reveal(), "cpk_canary");
}

TEST(DecodeApiKeyPage, ReadsTotalAndItems) {
  const auto page = DecodeApiKeyPage(Page(kKey));
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->total, 23);
  ASSERT_EQ(page->items.size(), 1U);
  EXPECT_EQ(page->items[0].name, "sc all");
  EXPECT_TRUE(DecodeApiKeyPage(Page("")).ok());
}

TEST(DecodeApiKeyPage, KeepsARowThatLacksAMember) {
  for (const OddMember& odd : kOddMembers) {
    const auto page = DecodeApiKeyPage(Page(std::string(kKey) + "," + Replaced(kKey, odd.from, odd.to)));
    ASSERT_TRUE(page.ok()) << odd.problem;
    ASSERT_EQ(page->items.size(), 2U);
    EXPECT_TRUE(odd.is_empty(page->items[1])) << odd.problem;
    EXPECT_EQ(page->items[0].name, "sc all");
  }
}

TEST(DecodeApiKeyPage, RefusesWhatIsNoPage) {
  for (const char* body :
       {"", "[]", "{}", R"({"total":1})", R"({"total":"1","items":[]})", R"({"total":-1,"items":[]})",
        R"({"total":1,"items":{}})", R"({"total":1,"items":[1]})", "<html></html>"}) {
    const auto page = DecodeApiKeyPage(body);
    ASSERT_FALSE(page.ok()) << body;
    EXPECT_EQ(page.failure().reason, Reason::kUpstreamMalformed) << body;
  }
}

TEST(DecodeCreatedApiKey, CarriesTheSecretOnce) {
  const std::string body = Replaced(kKey, R"("scopes":[)", R"("secret_key":"cpk_canary","scopes":[)");
  const auto created = DecodeCreatedApiKey(body);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->secret_key.Reveal(), "cpk_canary");
  EXPECT_EQ(created->key.name, "sc all");
  EXPECT_FALSE(DecodeCreatedApiKey(kKey).ok());
  EXPECT_FALSE(DecodeCreatedApiKey(Replaced(body, "cpk_canary", "")).ok());
  const auto wrong = DecodeCreatedApiKey(Replaced(body, R"("cpk_canary")", R"(["cpk_canary"])"));
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.status().message().find("canary"), std::string::npos);
}

TEST(DecodeKeyDeletion, WantsToReadThatItIsDeleted) {
  EXPECT_TRUE(DecodeKeyDeletion(R"({"api_key_id":"x","deleted":true})").ok());
  for (const char* body : {"", "{}", R"({"deleted":false})", R"({"deleted":1})"}) {
    EXPECT_EQ(DecodeKeyDeletion(body).failure().reason, Reason::kUpstreamMalformed) << body;
  }
}

TEST(EncodeApiKeySpec, LaysBodiesOutAsTheOfficialCli) {
  struct Case {
    model::ApiKeySpec spec;
    const char* body;
  };
  const Case cases[] = {
      {{"admin1", true, {}}, R"({"name":"admin1","admin":true})"},
      {{"a", true, {{ObjectType::kImages, {}, {}}}}, R"({"name":"a","admin":true})"},
      {{"none", false, {}}, R"({"name":"none","admin":false,"scopes":[]})"},
      {{"ci", false, {{ObjectType::kChutes, {}, Action::kInvoke}}},
       R"({"name":"ci","admin":false,"scopes":[{"object_type":"chutes","action":"invoke"}]})"},
      {{"w",
        false,
        {{ObjectType::kImages, {}, Action::kWrite}, {ObjectType::kInvocations, {}, Action::kRead}}},
       R"({"name":"w","admin":false,"scopes":[{"object_type":"images","action":"write"},)"
       R"({"object_type":"invocations","action":"read"}]})"},
      {{"id", false, {{ObjectType::kChutes, "abc", {}}}},
       R"({"name":"id","admin":false,"scopes":[{"object_type":"chutes","object_id":"abc","action":null}]})"},
      {{"id", false, {{ObjectType::kChutes, "abc", Action::kDelete}}},
       R"({"name":"id","admin":false,"scopes":[{"object_type":"chutes","object_id":"abc","action":"delete"}]})"},
      {{"all", false, {{ObjectType::kChutes, {}, {}}}},
       R"({"name":"all","admin":false,"scopes":[{"object_type":"chutes"}]})"},
      {{"caf\xC3\xA9 \"q\"", true, {}}, "{\"name\":\"caf\xC3\xA9 \\\"q\\\"\",\"admin\":true}"},
  };
  for (const Case& each : cases) EXPECT_EQ(EncodeApiKeySpec(each.spec).Reveal(), each.body);
}

}  // namespace
}  // namespace chutesd::codec
