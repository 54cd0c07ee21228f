#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "daemon/rpc/keys_service.h"
#include "daemon/rpc/page_token.h"
#include "tests/unit/rpc/refused_field.h"

namespace chutesd::rpc {
namespace {

using std::chrono::microseconds;

constexpr char kId[] = "5682c3e0-3635-58f7-b7f5-694962450dfc";

v1::CreateKeyRequest GoodRequest() {
  v1::CreateKeyRequest request;
  request.set_name("ci");
  request.add_scopes()->set_object_type(v1::OBJECT_TYPE_CHUTES);
  return request;
}

TEST(KeysMessagesTest, ApiKeySpecFrom_NamesTheFieldThatIsWrong) {
  struct Case {
    const char* field;
    std::function<void(v1::CreateKeyRequest&)> spoil;
  };
  const std::vector<Case> cases = {
      {"name", [](auto& r) { r.clear_name(); }},
      {"name", [](auto& r) { r.set_name(std::string(25, 'x')); }},
      {"name", [](auto& r) { r.set_name("a/b"); }},
      {"scopes", [](auto& r) { r.clear_scopes(); }},
      {"scopes", [](auto& r) { r.set_admin(true); }},
      {"scopes",
       [](auto& r) {
         while (r.scopes_size() < 201) *r.add_scopes() = r.scopes(0);
       }},
      {"scopes[1].object_type", [](auto& r) { r.add_scopes()->set_action(v1::ACTION_READ); }},
      {"scopes[0].object_id", [](auto& r) { r.mutable_scopes(0)->set_object_id(""); }},
      {"scopes[0].object_id", [](auto& r) { r.mutable_scopes(0)->set_object_id(std::string(65, 'x')); }},
  };
  for (const Case& c : cases) {
    v1::CreateKeyRequest request = GoodRequest();
    c.spoil(request);
    EXPECT_EQ(RefusedField(ApiKeySpecFrom(request).status()), c.field);
  }
}

TEST(KeysMessagesTest, ApiKeySpecFrom_NamesEveryFieldThatIsWrong) {
  v1::CreateKeyRequest request = GoodRequest();
  request.set_name("a/b");
  request.mutable_scopes(0)->set_object_id("");
  request.add_scopes()->set_object_id(std::string(65, 'x'));
  const Status status = ApiKeySpecFrom(request).status();
  EXPECT_THAT(RefusedFields(status), testing::ElementsAre("name", "scopes[0].object_id",
                                                          "scopes[1].object_type", "scopes[1].object_id"));
  for (const FieldViolation& violation : status.failure().violations) {
    EXPECT_THAT(status.message(), testing::HasSubstr(violation.field));
  }
}

TEST(KeysMessagesTest, ApiKeySpecFrom_TakesTheLargestThatIsAllowed) {
  v1::CreateKeyRequest request = GoodRequest();
  request.set_name(std::string(24, 'x'));
  request.mutable_scopes(0)->set_object_id(std::string(64, 'x'));
  while (request.scopes_size() < 200) *request.add_scopes() = request.scopes(0);
  const auto spec = ApiKeySpecFrom(request);
  ASSERT_TRUE(spec.ok()) << spec.status();
  EXPECT_EQ(spec->scopes.size(), 200U);
}

TEST(KeysMessagesTest, ApiKeySpecFrom_TranslatesEveryTypeAndAction) {
  v1::CreateKeyRequest request;
  request.set_name("all");
  const auto add = [&](v1::ObjectType type, v1::Action action) {
    v1::Scope& scope = *request.add_scopes();
    scope.set_object_type(type);
    scope.set_action(action);
    return &scope;
  };
  add(v1::OBJECT_TYPE_IMAGES, v1::ACTION_READ);
  add(v1::OBJECT_TYPE_CHUTES, v1::ACTION_WRITE);
  add(v1::OBJECT_TYPE_INVOCATIONS, v1::ACTION_DELETE);
  add(v1::OBJECT_TYPE_CHUTES, v1::ACTION_INVOKE)->set_object_id("my-chute");
  add(v1::OBJECT_TYPE_CHUTES, v1::ACTION_UNSPECIFIED);
  const auto spec = ApiKeySpecFrom(request);
  ASSERT_TRUE(spec.ok()) << spec.status();
  EXPECT_EQ(spec->name, "all");
  EXPECT_FALSE(spec->admin);
  using model::Action;
  using model::ObjectType;
  using model::Scope;
  EXPECT_THAT(spec->scopes,
              testing::ElementsAre(Scope{ObjectType::kImages, std::nullopt, Action::kRead},
                                   Scope{ObjectType::kChutes, std::nullopt, Action::kWrite},
                                   Scope{ObjectType::kInvocations, std::nullopt, Action::kDelete},
                                   Scope{ObjectType::kChutes, "my-chute", Action::kInvoke},
                                   Scope{ObjectType::kChutes, std::nullopt, std::nullopt}));
}

TEST(KeysMessagesTest, ApiKeySpecFrom_AnAdminKeyNeedsNoScopes) {
  v1::CreateKeyRequest request;
  request.set_name("admin");
  request.set_admin(true);
  const auto spec = ApiKeySpecFrom(request);
  ASSERT_TRUE(spec.ok()) << spec.status();
  EXPECT_TRUE(spec->admin);
  EXPECT_TRUE(spec->scopes.empty());
}

TEST(KeysMessagesTest, KeyIdOrNameFrom_WantsSomethingOfAtMost128Bytes) {
  EXPECT_EQ(RefusedField(KeyIdOrNameFrom("").status()), "key");
  EXPECT_EQ(RefusedField(KeyIdOrNameFrom(std::string(129, 'x')).status()), "key");
  EXPECT_EQ(*KeyIdOrNameFrom(std::string(128, 'x')), std::string(128, 'x'));
  EXPECT_EQ(*KeyIdOrNameFrom(kId), kId);
}

TEST(KeysMessagesTest, KeyListArgsFrom_NamesTheFieldThatIsWrong) {
  v1::ListKeysRequest request;
  request.set_name(std::string(65, 'x'));
  EXPECT_EQ(RefusedField(KeyListArgsFrom(request).status()), "name");
  request.set_name(std::string(64, 'x'));
  EXPECT_TRUE(KeyListArgsFrom(request).ok());
  request.set_page_size(-1);
  EXPECT_EQ(RefusedField(KeyListArgsFrom(request).status()), "page_size");
  request.set_page_size(1);
  request.set_skip(-5);
  EXPECT_EQ(RefusedField(KeyListArgsFrom(request).status()), "skip");
  request.set_skip(5);
  request.set_page_token("x");
  EXPECT_EQ(RefusedField(KeyListArgsFrom(request).status()), "page_token");
}

TEST(KeysMessagesTest, KeyListArgsFrom_NamesEveryFieldThatIsWrong) {
  v1::ListKeysRequest request;
  request.set_name(std::string(65, 'x'));
  request.set_page_size(-1);
  request.set_skip(-5);
  request.set_page_token("x");
  EXPECT_THAT(RefusedFields(KeyListArgsFrom(request).status()),
              testing::ElementsAre("name", "page_size", "skip", "page_token"));
}

TEST(KeysMessagesTest, KeyListArgsFrom_WalksThePagesThatFillKeyListNames) {
  v1::ListKeysRequest request;
  request.set_page_size(10);
  request.set_name("ci");
  request.mutable_session()->set_config_path("/c.ini");
  model::Page<model::ApiKey> page;
  page.total = 25;
  std::vector<std::int64_t> offsets;
  for (;;) {
    const auto args = KeyListArgsFrom(request);
    ASSERT_TRUE(args.ok()) << args.status();
    EXPECT_EQ(args->name, "ci");
    EXPECT_EQ(args->size, 10);
    offsets.push_back(args->offset);
    v1::ListKeysResponse response;
    FillKeyList(page, request, response);
    EXPECT_EQ(response.total_size(), 25);
    if (response.next_page_token().empty()) break;
    request.set_page_token(response.next_page_token());
  }
  EXPECT_THAT(offsets, testing::ElementsAre(0, 10, 20));
  request.set_name("other");
  EXPECT_EQ(RefusedField(KeyListArgsFrom(request).status()), "page_token");
}

model::ApiKey SampleKey() {
  model::ApiKey key;
  key.api_key_id = kId;
  key.name = "ci";
  key.admin = false;
  key.scopes = {{model::ObjectType::kImages, std::nullopt, std::nullopt},
                {model::ObjectType::kChutes, "my-chute", model::Action::kInvoke},
                {model::ObjectType::kInvocations, "i", model::Action::kRead},
                {model::ObjectType::kUnknown, "x", model::Action::kWrite},
                {model::ObjectType::kChutes, std::nullopt, model::Action::kDelete}};
  key.create_time = model::Time(microseconds(1'759'580'686'123'456));
  return key;
}

TEST(KeysMessagesTest, FillApiKey_CopiesEveryMember) {
  v1::ApiKey message;
  FillApiKey(SampleKey(), message);
  EXPECT_EQ(message.api_key_id(), kId);
  EXPECT_EQ(message.name(), "ci");
  EXPECT_FALSE(message.admin());
  EXPECT_EQ(message.create_time().seconds(), 1'759'580'686);
  EXPECT_EQ(message.create_time().nanos(), 123'456'000);
  EXPECT_FALSE(message.has_last_used_time());
  ASSERT_EQ(message.scopes_size(), 5);
  EXPECT_EQ(message.scopes(0).object_type(), v1::OBJECT_TYPE_IMAGES);
  EXPECT_FALSE(message.scopes(0).has_object_id());
  EXPECT_EQ(message.scopes(0).action(), v1::ACTION_UNSPECIFIED);
  EXPECT_EQ(message.scopes(1).object_type(), v1::OBJECT_TYPE_CHUTES);
  EXPECT_EQ(message.scopes(1).object_id(), "my-chute");
  EXPECT_EQ(message.scopes(1).action(), v1::ACTION_INVOKE);
  EXPECT_EQ(message.scopes(2).object_type(), v1::OBJECT_TYPE_INVOCATIONS);
  EXPECT_EQ(message.scopes(2).action(), v1::ACTION_READ);
  EXPECT_EQ(message.scopes(3).object_type(), v1::OBJECT_TYPE_UNSPECIFIED);
  EXPECT_EQ(message.scopes(3).action(), v1::ACTION_WRITE);
  EXPECT_EQ(message.scopes(4).action(), v1::ACTION_DELETE);
}

TEST(KeysMessagesTest, FillApiKey_ShowsAnAdminKeyAndItsLastUse) {
  model::ApiKey key = SampleKey();
  key.admin = true;
  key.scopes.clear();
  key.last_used_time = model::Time(microseconds(-1));
  v1::ApiKey message;
  FillApiKey(key, message);
  EXPECT_TRUE(message.admin());
  EXPECT_EQ(message.scopes_size(), 0);
  // Before 1970 too, nanoseconds count forward.
  EXPECT_EQ(message.last_used_time().seconds(), -1);
  EXPECT_EQ(message.last_used_time().nanos(), 999'999'000);
}

TEST(KeysMessagesTest, FillReply_HandsOutTheSecretAndTheWarnings) {
  ops::Answer<model::CreatedApiKey> made;
  made.value.key = SampleKey();
  made.value.key.in_ledger = true;
  made.value.secret_key = SecretString("cpk_0123456789");
  made.warnings = {{code::kLedgerBehind, "mind this", {{fact::kPath, "/l.db"}}}, {"TWO", "two"}};
  v1::CreateKeyResponse response;
  FillReply(made, v1::CreateKeyRequest(), response, FillCreatedKey);
  EXPECT_EQ(response.key().api_key_id(), kId);
  EXPECT_EQ(response.secret_key(), "cpk_0123456789");
  EXPECT_TRUE(response.key().in_ledger());
  ASSERT_EQ(response.warnings_size(), 2);
  EXPECT_EQ(response.warnings(0).code(), code::kLedgerBehind);
  EXPECT_EQ(response.warnings(0).text(), "mind this");
  EXPECT_EQ(response.warnings(0).facts().at("path"), "/l.db");
  EXPECT_EQ(response.warnings(1).text(), "two");
}

}  // namespace
}  // namespace chutesd::rpc
