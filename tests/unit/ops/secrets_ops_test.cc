#include "daemon/ops/secrets_ops.h"

#include <fmt/format.h>

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
  absl::StatusOr<model::Secret> Create(const std::string& purpose) {
    NewSecret secret;
    secret.purpose = purpose;
    secret.key = "HF_TOKEN";
    secret.value = SecretString("hf_value");
    return RunOnLoop(secrets.Create(ctx, session, std::move(secret)));
  }

  SecretsOps secrets{api};
};

TEST_F(SecretsOpsTest, List_CutsAnUnalignedWindowOutOfTwoPages) {
  http.Reply(200, PageJson(5, {SecretJson(0), SecretJson(1), SecretJson(2)}));
  http.Reply(200, PageJson(5, {SecretJson(3), SecretJson(4)}));
  const auto list = RunOnLoop(secrets.List(ctx, session, SecretListArgs{1, 3}));
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->secrets.size(), 3U);
  EXPECT_EQ(list->secrets[0].key, "K1");
  EXPECT_EQ(list->secrets[2].key, "K3");
  EXPECT_EQ(list->total, 5);
}

TEST_F(SecretsOpsTest, List_DoesNotAskForAPageBeyondTheEnd) {
  http.Reply(200, PageJson(3, {SecretJson(0), SecretJson(1), SecretJson(2)}));
  const auto list = RunOnLoop(secrets.List(ctx, session, SecretListArgs{1, 3}));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->secrets.size(), 2U);
  EXPECT_EQ(http.seen.size(), 1U);
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

TEST(PickChute, NamesEveryIdOfAnAmbiguousName) {
  const std::vector<model::Chute> chutes = {
      {kChuteA, "x", kUserId}, {kChuteB, "X", kUserId}, {kChuteA, "x", kUserId}};
  const auto picked = PickChute(chutes, kUserId, "x");
  EXPECT_EQ(FailureOf(picked.status())->reason, Reason::kChuteAmbiguous);
  const std::string message(picked.status().message());
  EXPECT_NE(message.find(kChuteA), std::string::npos);
  EXPECT_NE(message.find(kChuteB), std::string::npos);
}

}  // namespace
}  // namespace chutesd::ops
