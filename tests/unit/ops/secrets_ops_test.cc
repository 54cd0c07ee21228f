#include "daemon/ops/secrets/secrets_ops.h"

#include <fmt/format.h>

#include <algorithm>
#include <stop_token>

#include "daemon/crypto/bytes.h"
#include "daemon/ops/chute_directory.h"
#include "tests/unit/ops/ops_fixture.h"

namespace chutesd::ops {
namespace {

constexpr char kChuteA[] = "aaaaaaaa-0000-4000-8000-000000000001";
constexpr char kChuteB[] = "bbbbbbbb-0000-4000-8000-000000000002";

std::string ChuteJson(const std::string& id, const std::string& name, const std::string& owner) {
  return fmt::format(R"({{"chute_id":"{}","name":"{}","user":{{"user_id":"{}","username":"x"}}}})", id, name,
                     owner);
}

std::string SecretJson(int number) {
  return fmt::format(R"({{"secret_id":"00000000-0000-5000-8000-{:012}","key":"K{}","purpose":"{}",)"
                     R"("created_at":"2025-10-04T12:24:46.123456"}})",
                     number, number, kChuteA);
}

std::string PageJson(std::int64_t total, const std::vector<std::string>& items) {
  return fmt::format(R"({{"total":{},"page":0,"limit":25,"items":[{}],"cord_refs":null}})", total,
                     fmt::join(items, ","));
}

class SecretsOpsTest : public OpsTest {
 protected:
  Result<Answer<StoredSecret>> Create(const std::string& purpose) {
    NewSecret secret;
    secret.purpose = purpose;
    secret.key = "HF_TOKEN";
    secret.value = SecretString("hf_value");
    return RunOnLoop(secrets.Create(ctx, session, std::move(secret)));
  }

  Result<Answer<StoredSecret>> Set() {
    NewSecret secret;
    secret.purpose = kChuteA;
    secret.key = "HF_TOKEN";
    secret.value = SecretString("hf_value");
    return RunOnLoop(secrets.Set(ctx, session, std::move(secret)));
  }

  SecretsOps secrets{api, ledger, clock};
};

TEST_F(SecretsOpsTest, List_CutsAnUnalignedWindowOutOfTwoPages) {
  http.Reply(200, PageJson(5, {SecretJson(0), SecretJson(1), SecretJson(2)}));
  http.Reply(200, PageJson(5, {SecretJson(3), SecretJson(4)}));
  http.Reply(200, PageJson(1, {ChuteJson(kChuteA, "my-chute", kUserId)}));
  const auto list = RunOnLoop(secrets.List(ctx, session, SecretListArgs{1, 3}));
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->value.items.size(), 3U);
  EXPECT_EQ(list->value.items[0].key, "K1");
  EXPECT_EQ(list->value.items[2].key, "K3");
  EXPECT_EQ(list->value.total, 5);
  EXPECT_EQ(list->value.items[0].chute_name, "my-chute");
}

TEST_F(SecretsOpsTest, List_EveryWindowIsCoveredOnceAndInOrder) {
  static constexpr std::int64_t kTotal = 20;
  http.otherwise = [](const http::HttpRequest& request) -> http::FakeHttp::Answer {
    if (request.url.find("/secrets") == std::string::npos) {
      return http::FakeHttp::Response(200, PageJson(0, {}));
    }
    const std::string query(request.query.Reveal());
    const std::int64_t page = std::stoll(query.substr(query.find("page=") + 5));
    const std::int64_t limit = std::stoll(query.substr(query.find("limit=") + 6));
    std::vector<std::string> items;
    for (std::int64_t i = page * limit; i < std::min((page + 1) * limit, kTotal); ++i) {
      items.push_back(SecretJson(static_cast<int>(i)));
    }
    return http::FakeHttp::Response(200, PageJson(kTotal, items));
  };
  for (std::int64_t offset = 0; offset < kTotal + 2; ++offset) {
    for (std::int64_t size = 1; size < 8; ++size) {
      const auto list = RunOnLoop(secrets.List(ctx, session, SecretListArgs{offset, size}));
      ASSERT_TRUE(list.ok()) << list.status();
      std::vector<std::string> wanted;
      for (std::int64_t i = offset; i < std::min(offset + size, kTotal); ++i) {
        wanted.push_back(fmt::format("K{}", i));
      }
      std::vector<std::string> keys;
      for (const model::Secret& secret : list->value.items) keys.push_back(secret.key);
      EXPECT_EQ(keys, wanted) << offset << '+' << size;
      EXPECT_EQ(list->value.total, kTotal);
    }
  }
  http.seen.clear();
  ASSERT_TRUE(RunOnLoop(secrets.List(ctx, session, SecretListArgs{6, 3})).ok());
  EXPECT_EQ(http.seen.size(), 2U);  // an aligned window is one page; the other request is for the chutes
}

TEST_F(SecretsOpsTest, List_DoesNotAskForAPageBeyondTheEnd) {
  http.Reply(200, PageJson(3, {SecretJson(0), SecretJson(1), SecretJson(2)}));
  http.Reply(403, R"({"detail":"no chutes today"})");
  const auto list = RunOnLoop(secrets.List(ctx, session, SecretListArgs{1, 3}));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->value.items.size(), 2U);
  EXPECT_EQ(http.seen.size(), 2U);  // the chutes, whose failure is a warning
  EXPECT_EQ(Mentions(list->warnings, "names of the chutes"), 1U);
  EXPECT_EQ(FactsOf(list->warnings, code::kNamesUnknown).size(), 1U);
}

TEST_F(SecretsOpsTest, Create_SendsAnIdInLowerCaseWithoutLookingItUp) {
  http.Reply(200, SecretJson(1));
  const auto created = Create("AAAAAAAA-0000-4000-8000-000000000001");
  ASSERT_TRUE(created.ok()) << created.status();
  ASSERT_EQ(http.seen.size(), 1U);
  EXPECT_EQ(http.seen[0].body.Reveal(),
            fmt::format(R"({{"purpose":"{}","key":"HF_TOKEN","value":"hf_value"}})", kChuteA));
}

TEST_F(SecretsOpsTest, Create_ResolvesANameToTheAccountsOwnChute) {
  const std::string stranger = "99999999-0000-4000-8000-000000000009";
  http.Reply(200,
             PageJson(3, {ChuteJson(kChuteB, "my-chute", stranger), ChuteJson(kChuteA, "My-Chute", kUserId),
                          ChuteJson(kChuteB, "my-chute-2", kUserId)}));
  http.Reply(200, SecretJson(1));
  const auto created = Create("my-chute");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_NE(http.seen.at(1).body.Reveal().find(kChuteA), std::string_view::npos);
}

TEST_F(SecretsOpsTest, Create_AnUnknownNameSendsNoValue) {
  http.Reply(200, PageJson(0, {}));
  EXPECT_EQ(ReasonOf(Create("nope").status()), Reason::kChuteNotFound);
  EXPECT_EQ(http.seen.size(), 1U);
}

TEST_F(SecretsOpsTest, Set_DeletesTheOldOneByItsComputedIdAndMakesTheNew) {
  http.Reply(200, R"({"status":"ok","secret_id":"x"})");
  http.Reply(200, SecretJson(1));
  const auto set = Set();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_TRUE(set->value.replaced);
  EXPECT_EQ(http.seen.at(0).method, http::Method::kDelete);
  EXPECT_EQ(Target(0), "/secrets/" + crypto::Uuid5(crypto::kOidNamespace,
                                                   fmt::format("{}:{}:HF_TOKEN", kUserId, kChuteA)));
}

TEST_F(SecretsOpsTest, Set_WithoutAnOldOneIsFine) {
  http.Reply(404, R"({"detail":"Secret not found, or does not belong to you"})");
  http.Reply(200, SecretJson(1));
  const auto set = Set();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_FALSE(set->value.replaced);
}

TEST_F(SecretsOpsTest, Set_SaysThatTheOldOneIsGoneIfTheNewOneFails) {
  http.Reply(200, R"({"status":"ok","secret_id":"x"})");
  http.Reply(403, R"({"detail":"no more secrets"})");
  const auto set = Set();
  EXPECT_EQ(ReasonOf(set.status()), Reason::kUpstreamForbidden);
  EXPECT_NE(set.status().message().find("the old secret HF_TOKEN is deleted"), std::string_view::npos)
      << set.status();
}

TEST_F(SecretsOpsTest, Set_GoesOnWhenTheCallerLeavesAfterTheDeletion) {
  std::stop_source gone;
  ctx.stop = gone.get_token();
  http.otherwise = [&](const http::HttpRequest& request) -> http::FakeHttp::Answer {
    if (request.method != http::Method::kDelete) return http::FakeHttp::Response(200, SecretJson(1));
    gone.request_stop();
    return http::FakeHttp::Response(200, R"({"status":"ok","secret_id":"x"})");
  };
  EXPECT_TRUE(Set().ok());
  EXPECT_EQ(http.seen.size(), 2U);
}

TEST_F(SecretsOpsTest, Create_ALostReplyIsToldByTheNextCall) {
  http.Break(Reason::kUpstreamFailed, "the connection was lost");
  EXPECT_EQ(ReasonOf(Create(kChuteA).status()), Reason::kOutcomeUnknown);
  std::string made = SecretJson(1);
  made.replace(made.find("K1"), 2, "HF_TOKEN");
  http.Reply(200, PageJson(0, {}));
  http.Reply(200, made);
  const auto list = RunOnLoop(secrets.List(ctx, session, SecretListArgs()));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(Mentions(list->warnings, "it is there"), 1U);
  ASSERT_EQ(FactsOf(list->warnings, code::kSecretMade).size(), 1U);
  EXPECT_EQ(FactsOf(list->warnings, code::kSecretMade)[0],
            (Facts{{fact::kChuteId, kChuteA}, {fact::kKey, "HF_TOKEN"}}));
  // Once is enough.
  http.Reply(200, PageJson(0, {}));
  EXPECT_TRUE(RunOnLoop(secrets.List(ctx, session, SecretListArgs()))->warnings.empty());
}

TEST_F(SecretsOpsTest, Get_ByChuteAndKeyFallsBackOnTheList) {
  http.Reply(404, R"({"detail":"Secret not found, or does not belong to you"})");
  http.Reply(200, PageJson(2, {SecretJson(1), SecretJson(2)}));
  http.Reply(200, PageJson(0, {}));
  const auto found = RunOnLoop(secrets.Get(ctx, session, SecretRef{"", kChuteA, "K2"}));
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->value.key, "K2");
}

TEST_F(SecretsOpsTest, Get_AnUnknownKeyHasTheNearestOnes) {
  http.Reply(404, R"({"detail":"Secret not found, or does not belong to you"})");
  std::string token = SecretJson(1);
  token.replace(token.find("K1"), 2, "HF_TOKEN");
  http.Reply(200, PageJson(1, {token}));
  const auto found = RunOnLoop(secrets.Get(ctx, session, SecretRef{"", kChuteA, "HF_TOKN"}));
  EXPECT_EQ(ReasonOf(found.status()), Reason::kSecretNotFound);
  EXPECT_NE(found.status().message().find("did you mean 'HF_TOKEN'"), std::string_view::npos);
}

TEST_F(SecretsOpsTest, Create_WithoutALedgerSendsNothing) {
  AsyncLedger broken("");
  SecretsOps without{api, broken, clock};
  NewSecret secret;
  secret.purpose = kChuteA;
  secret.key = "K";
  secret.value = SecretString("v");
  EXPECT_EQ(ReasonOf(RunOnLoop(without.Create(ctx, session, std::move(secret))).status()),
            Reason::kLedgerFailed);
  EXPECT_TRUE(http.seen.empty());
}

TEST(PickChute, NamesEveryIdOfAnAmbiguousName) {
  const std::vector<model::Chute> chutes = {
      {kChuteA, "x", kUserId}, {kChuteB, "X", kUserId}, {kChuteA, "x", kUserId}};
  const auto picked = PickChute(chutes, "x", "purpose");
  EXPECT_EQ(picked.failure().reason, Reason::kChuteAmbiguous);
  const std::string message(picked.status().message());
  EXPECT_NE(message.find(kChuteA), std::string::npos);
  EXPECT_NE(message.find(kChuteB), std::string::npos);
}

}  // namespace
}  // namespace chutesd::ops
