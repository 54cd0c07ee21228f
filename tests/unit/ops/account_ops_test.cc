#include "daemon/ops/account/account_ops.h"

#include <gmock/gmock.h>

#include "daemon/ops/server_rules.h"
#include "tests/unit/ops/ops_fixture.h"

namespace chutesd::ops {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kFree[] = R"({"valid":true,"available":true})";
constexpr char kTaken[] = R"({"valid":true,"available":false})";
constexpr char kNewFingerprint[] = "a-new-fingerprint-of-mine";
constexpr char kUpdated[] = R"({"status":"Fingerprint updated"})";

class AccountOpsTest : public OpsTest {
 protected:
  Result<UsernameAvailability> Check(std::string username) {
    UsernameArgs question;
    question.api_url = "https://api.example";
    question.username = std::move(username);
    return RunOnLoop(account.CheckUsername(ctx, std::move(question)));
  }
  Status Change(SessionPtr by) {
    return RunOnLoop(account.ChangeFingerprint(ctx, std::move(by), SecretString(kNewFingerprint))).status();
  }

  AccountOps account{api};
};

TEST_F(AccountOpsTest, CheckUsername_AFreeNameIsAvailable) {
  http.Reply(200, kFree);
  const auto answer = Check("alice");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->problem, "");
  EXPECT_TRUE(answer->available);
  EXPECT_THAT(answer->alternatives, IsEmpty());
  ASSERT_EQ(http.seen.size(), 1U);
  EXPECT_EQ(Target(0), "/users/name_check?username=alice");
  EXPECT_THAT(http.seen[0].headers, IsEmpty());  // nothing is signed for it
}

TEST_F(AccountOpsTest, CheckUsername_ANameThatBreaksTheRuleIsNotAskedFor) {
  const auto answer = Check("al ice");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_NE(answer->problem, "");
  EXPECT_FALSE(answer->available);
  EXPECT_THAT(http.seen, IsEmpty());
}

TEST_F(AccountOpsTest, CheckUsername_OffersUpToThreeFreeNamesInPlaceOfATakenOne) {
  for (const char* reply : {kTaken, kFree, kTaken, kFree, kFree}) http.Reply(200, reply);
  const auto answer = Check("alice");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_FALSE(answer->available);
  EXPECT_THAT(answer->alternatives, ElementsAre("alice1", "alice7", "alice42"));
  EXPECT_EQ(http.seen.size(), 5U);
}

TEST_F(AccountOpsTest, CheckUsername_StandsThoughTheAlternativesCannotBeAskedFor) {
  http.Reply(200, kTaken);
  http.Reply(200, kFree);
  http.Reply(404, R"({"detail":"no"})");
  const auto answer = Check("alice");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(answer->alternatives, ElementsAre("alice1"));
}

TEST_F(AccountOpsTest, CheckUsername_IsAnErrorIfTheApiCannotBeAsked) {
  http.Reply(422, R"({"detail":"no"})");
  EXPECT_EQ(ReasonOf(Check("alice").status()), Reason::kUpstreamInvalid);
}

TEST(NamesLikeTest, AllKeepTheRuleAndDiffer) {
  for (const std::string name : {"abc", "exactly15chars_", "abcdefghijklmn1", "aaaaaaaaaaaaa42"}) {
    const std::vector<std::string> names = SimilarUsernames(name);
    EXPECT_GE(names.size(), 3U);
    for (std::size_t i = 0; i < names.size(); ++i) {
      EXPECT_EQ(ProblemOfUsername(names[i]), std::nullopt) << names[i];
      EXPECT_NE(names[i], name);
      for (std::size_t j = 0; j < i; ++j) EXPECT_NE(names[i], names[j]);
    }
  }
}

TEST_F(AccountOpsTest, ChangeFingerprint_SendsIt) {
  http.Reply(200, kUpdated);
  EXPECT_TRUE(Change(session).ok());
  ASSERT_EQ(http.seen.size(), 1U);
  EXPECT_EQ(http.seen[0].method, http::Method::kPost);
  EXPECT_EQ(Target(0), "/users/change_fingerprint");
  EXPECT_EQ(http.seen[0].body.Reveal(), R"({"fingerprint": "a-new-fingerprint-of-mine"})");
}

TEST_F(AccountOpsTest, ChangeFingerprint_NeedsAHotkey) {
  EXPECT_EQ(ReasonOf(Change(no_account)), Reason::kHotkeyMissing);
  EXPECT_THAT(http.seen, IsEmpty());
}

TEST_F(AccountOpsTest, ChangeFingerprint_IsSentOnceMoreWhenTheAnswerIsLost) {
  http.Break(Reason::kUpstreamFailed, "the connection was lost");
  http.Reply(200, kUpdated);
  EXPECT_TRUE(Change(session).ok());
  EXPECT_EQ(http.seen.size(), 2U);
  EXPECT_EQ(http.seen[0].body.Reveal(), http.seen[1].body.Reveal());
}

TEST_F(AccountOpsTest, ChangeFingerprint_TwoLostAnswersLeaveTheOutcomeOpen) {
  http.Break(Reason::kUpstreamFailed, "the connection was lost");
  http.Reply(502, "<html>Bad gateway</html>");
  const Status status = Change(session);
  EXPECT_EQ(ReasonOf(status), Reason::kOutcomeUnknown);
  EXPECT_EQ(status.failure().facts.at(fact::kOperation), "change_fingerprint");
  EXPECT_THAT(status.failure().next_step, HasSubstr("same fingerprint again"));
  EXPECT_EQ(http.seen.size(), 2U);
}

TEST_F(AccountOpsTest, ChangeFingerprint_ARefusalAfterALostAnswerCounts) {
  http.Break(Reason::kUpstreamFailed, "the connection was lost");
  http.Reply(401, R"({"detail":"No user found with the provided hotkey/coldkey"})");
  EXPECT_EQ(ReasonOf(Change(session)), Reason::kHotkeyNotRegistered);
  http.Break(Reason::kUpstreamFailed, "the connection was lost");
  http.Break(Reason::kUpstreamUnreachable, "no route");  // says nothing about the first
  EXPECT_EQ(ReasonOf(Change(session)), Reason::kOutcomeUnknown);
}

TEST_F(AccountOpsTest, ChangeFingerprint_ARefusalIsNotRepeated) {
  http.Reply(401, R"({"detail":"Invalid nonce: 1"})");
  const Status status = Change(session);
  EXPECT_EQ(ReasonOf(status), Reason::kUpstreamNonceRefused);
  EXPECT_THAT(std::string(status.message()), HasSubstr("five minutes"));
  EXPECT_EQ(http.seen.size(), 1U);
}

}  // namespace
}  // namespace chutesd::ops
