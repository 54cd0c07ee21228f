#include "daemon/ops/keys/keys_ops.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/unit/ops/ops_fixture.h"

namespace chutesd::ops {
namespace {

std::string Id(int number) { return fmt::format("00000000-0000-4000-8000-{:012}", number); }

// A key as the API lists it, made `number` seconds into the minute.
std::string KeyJson(int number, const std::string& name) {
  return fmt::format(R"({{"api_key_id":"{}","user_id":"{}","admin":true,"name":"{}",)"
                     R"("created_at":"2025-10-04T12:24:{:02}","last_used_at":null,"scopes":[]}})",
                     Id(number), kUserId, name, number % 60);
}

std::string PageJson(std::int64_t total, const std::vector<std::string>& items) {
  return fmt::format(R"({{"total":{},"page":0,"limit":1000,"items":[{}],"cord_refs":null}})", total,
                     fmt::join(items, ","));
}

class KeysOpsTest : public OpsTest {
 protected:
  Result<Answer<model::Page<model::ApiKey>>> List(KeyListArgs args) {
    return RunOnLoop(keys.List(ctx, session, std::move(args)));
  }

  KeysOps keys{api, ledger, clock};
};

TEST_F(KeysOpsTest, List_OrdersNewestFirstWhateverTheApiSends) {
  http.Reply(200, PageJson(3, {KeyJson(2, "b"), KeyJson(3, "c"), KeyJson(1, "a")}));
  const auto list = List({});
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->value.items.size(), 3U);
  EXPECT_EQ(list->value.items[0].name, "c");
  EXPECT_EQ(list->value.items[2].name, "a");
  EXPECT_EQ(list->value.total, 3);
  EXPECT_EQ(Target(0), "/api_keys/?limit=1000&page=0");
}

TEST_F(KeysOpsTest, List_FiltersByNameWhateverTheCaseAndCountsWhatMatches) {
  http.Reply(200, PageJson(3, {KeyJson(1, "CI-main"), KeyJson(2, "dev"), KeyJson(3, "my-ci")}));
  const auto list = List({.offset = 1, .size = 5, .name = "ci"});
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->value.total, 2);
  ASSERT_EQ(list->value.items.size(), 1U);
  EXPECT_EQ(list->value.items[0].name, "CI-main");
}

TEST_F(KeysOpsTest, List_AWindowBeyondTheEndIsEmpty) {
  http.Reply(200, PageJson(1, {KeyJson(1, "a")}));
  const auto list = List({.offset = 7, .size = 5, .name = ""});
  ASSERT_TRUE(list.ok());
  EXPECT_TRUE(list->value.items.empty());
  EXPECT_EQ(list->value.total, 1);
}

TEST_F(KeysOpsTest, List_FindsInASecondPassWhatOverlappingPagesHid) {
  std::vector<std::string> first;
  for (int i = 0; i < 1000; ++i) first.push_back(KeyJson(i, "k"));
  http.Reply(200, PageJson(1001, first));
  http.Reply(200, PageJson(1001, {KeyJson(5, "k")}));  // seen already: key 1000 is missing
  http.Reply(200, PageJson(1001, first));
  http.Reply(200, PageJson(1001, {KeyJson(1000, "late")}));
  const auto list = List({.offset = 0, .size = 2000, .name = ""});
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->value.items.size(), 1001U);
  EXPECT_EQ(http.seen.size(), 4U);
}

TEST_F(KeysOpsTest, List_RefusesMoreKeysThanItCanPutInOrder) {
  http.Reply(200, PageJson(10'001, {KeyJson(1, "a")}));
  EXPECT_EQ(ReasonOf(List({}).status()), Reason::kUpstreamTooLarge);
}

TEST_F(KeysOpsTest, List_WithoutAHotkeySaysSoAndSendsNothing) {
  const auto list = RunOnLoop(keys.List(ctx, no_account, KeyListArgs()));
  EXPECT_EQ(ReasonOf(list.status()), Reason::kHotkeyMissing);
  EXPECT_TRUE(http.seen.empty());
}

TEST_F(KeysOpsTest, Get_AsksForAnIdDirectly) {
  http.Reply(200, KeyJson(7, "seven"));
  const auto key = RunOnLoop(keys.Get(ctx, session, Id(7)));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->value.name, "seven");
  EXPECT_EQ(Target(0), "/api_keys/" + Id(7));
}

TEST_F(KeysOpsTest, Get_FindsANameExactly) {
  http.Reply(200, PageJson(2, {KeyJson(1, "Seven"), KeyJson(2, "seven")}));
  const auto key = RunOnLoop(keys.Get(ctx, session, "seven"));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->value.api_key_id, Id(2));
}

TEST_F(KeysOpsTest, Get_AnUnknownNameIsNotFound) {
  http.Reply(200, PageJson(1, {KeyJson(1, "seven")}));
  const auto key = RunOnLoop(keys.Get(ctx, session, "eight"));
  EXPECT_EQ(ReasonOf(key.status()), Reason::kKeyNotFound);
  EXPECT_EQ(key.status().message(), "there is no API key named 'eight'");
}

TEST_F(KeysOpsTest, Delete_ByNameDeletesTheIdOfThatName) {
  http.Reply(200, PageJson(2, {KeyJson(1, "old"), KeyJson(2, "new")}));
  http.Reply(200, fmt::format(R"({{"api_key_id":"{}","deleted":true}})", Id(1)));
  const auto deleted = RunOnLoop(keys.Delete(ctx, session, "old"));
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(deleted->value, Id(1));
  EXPECT_EQ(http.seen.at(1).method, http::Method::kDelete);
  EXPECT_EQ(Target(1), "/api_keys/" + Id(1));
}

TEST_F(KeysOpsTest, Create_SaysWhichNameIsTaken) {
  http.Reply(409, R"({"detail":"An API key already exists with this name"})");
  http.Reply(200, PageJson(1, {KeyJson(7, "ci")}));
  model::ApiKeySpec spec;
  spec.name = "ci";
  spec.admin = true;
  const auto created = RunOnLoop(keys.Create(ctx, session, spec));
  EXPECT_EQ(ReasonOf(created.status()), Reason::kKeyNameTaken);
  EXPECT_EQ(created.status().message(), "there is an API key named 'ci' already (" + Id(7) + ")");
}

TEST_F(KeysOpsTest, Create_ReturnsTheActionsThatWereAskedFor) {
  std::string answer = KeyJson(1, "ci");
  answer.replace(answer.find("[]"), 2,
                 R"([{"scope_id":"s","object_type":"chutes","object_id":null,"method":null}])");
  answer.insert(1, R"("secret_key":"cpk_x",)");
  http.Reply(200, answer);
  model::ApiKeySpec spec;
  spec.name = "ci";
  spec.scopes = {{model::ObjectType::kChutes, std::nullopt, model::Action::kInvoke}};
  const auto created = RunOnLoop(keys.Create(ctx, session, spec));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->value.key.scopes, spec.scopes);
  EXPECT_TRUE(created->value.key.in_ledger);
}

TEST_F(KeysOpsTest, Create_IsSentOnceEvenIfTheReplyIsLost) {
  http.Break(Reason::kUpstreamFailed, "the connection was lost");
  model::ApiKeySpec spec;
  spec.name = "ci";
  spec.admin = true;
  const auto created = RunOnLoop(keys.Create(ctx, session, spec));
  EXPECT_EQ(ReasonOf(created.status()), Reason::kOutcomeUnknown);
  EXPECT_EQ(http.seen.size(), 1U);
}

TEST_F(KeysOpsTest, Delete_AReplyThatWasLostIsSettledByASecondTime) {
  for (const auto& [status, body] :
       {std::pair(404, std::string(R"({"detail":"API key not found"})")),
        std::pair(200, fmt::format(R"({{"api_key_id":"{}","deleted":true}})", Id(1)))}) {
    http.seen.clear();
    http.Break(Reason::kUpstreamFailed, "the connection was lost");
    http.Reply(status, body);
    const auto deleted = RunOnLoop(keys.Delete(ctx, session, Id(1)));
    EXPECT_TRUE(deleted.ok()) << deleted.status();
    EXPECT_EQ(http.seen.size(), 2U);
  }
  http.seen.clear();
  for (int i = 0; i < 2; ++i) http.Break(Reason::kUpstreamFailed, "the connection was lost");
  EXPECT_EQ(ReasonOf(RunOnLoop(keys.Delete(ctx, session, Id(1))).status()), Reason::kOutcomeUnknown);
  EXPECT_EQ(http.seen.size(), 2U) << "no third time";
}

TEST_F(KeysOpsTest, Create_HasTheSecretWhateverElseIsWrongWithTheReply) {
  http.Reply(200, R"({"secret_key":"cpk_canary"})");
  model::ApiKeySpec spec;
  spec.name = "ci";
  spec.admin = true;
  const auto created = RunOnLoop(keys.Create(ctx, session, spec));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->value.secret_key.Reveal(), "cpk_canary");
  EXPECT_EQ(created->value.key.name, "ci");
  EXPECT_EQ(created->value.key.admin, true);
  EXPECT_EQ(FactsOf(created->warnings, code::kReplyIncomplete).size(), 1U);
}

TEST_F(KeysOpsTest, Create_ListsTheChutesOnceForAllNames) {
  const std::string chute = R"({{"chute_id":"{}","name":"{}","user":{{"username":"alice","user_id":"{}"}}}})";
  http.Reply(200, fmt::format(R"({{"total":2,"page":0,"limit":1000,"items":[{},{}]}})",
                              fmt::format(fmt::runtime(chute), Id(1), "one", kUserId),
                              fmt::format(fmt::runtime(chute), Id(2), "two", kUserId)));
  http.Reply(200, R"({"secret_key":"cpk_canary"})");
  model::ApiKeySpec spec;
  spec.name = "ci";
  for (const char* name : {"one", "two", "ONE"}) {
    spec.scopes.push_back({model::ObjectType::kChutes, name, model::Action::kInvoke});
  }
  ASSERT_TRUE(RunOnLoop(keys.Create(ctx, session, spec)).ok());
  EXPECT_EQ(http.seen.size(), 2U);
}

}  // namespace
}  // namespace chutesd::ops
