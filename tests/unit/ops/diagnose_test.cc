#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "daemon/config/ini_scan.h"
#include "daemon/ops/doctor/diagnosis.h"
#include "tests/unit/model/sample_api_key.h"
#include "tests/unit/ops/ops_fixture.h"

namespace chutesd::ops {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<Verdict> VerdictsOf(const Findings& findings) {
  std::vector<Verdict> verdicts;
  for (const Finding& finding : findings) {
    verdicts.push_back(finding.verdict);
    const bool needs_code = finding.verdict == Verdict::kWarning || finding.verdict == Verdict::kFailed;
    EXPECT_EQ(!finding.code.empty(), needs_code) << finding.check << ": " << finding.detail;
    EXPECT_FALSE(HasCliCommand(finding.detail)) << finding.detail;
  }
  return verdicts;
}

Status Failed(Reason reason, std::string message, std::string stage = "", int http_status = 0) {
  Failure failure;
  failure.reason = reason;
  failure.message = std::move(message);
  failure.stage = std::move(stage);
  failure.http_status = http_status;
  return failure;
}

class DiagnoseTest : public OpsTest {
 protected:
  model::User UserOfSession() const {
    model::User user;
    user.username = "alice";
    user.user_id = kUserId;
    user.coldkey = "5Cold";
    user.payment_address = "5Pay";
    return user;
  }
  session::Session SessionLike(const model::User& user) const {
    session::Session same = *session;
    same.username = user.username;
    same.payment_address = user.payment_address;
    return same;
  }
};

TEST_F(DiagnoseTest, Config_ThatCanBeUsedIsWell) {
  const Findings findings = JudgeConfig(session);
  EXPECT_THAT(VerdictsOf(findings), ElementsAre(Verdict::kOk, Verdict::kOk));
}

TEST_F(DiagnoseTest, Config_WithoutAnAccountIsAWarningUnlessAnApiKeyStandsIn) {
  const Findings none = JudgeConfig(no_account);
  EXPECT_THAT(VerdictsOf(none), ElementsAre(Verdict::kWarning, Verdict::kOk));
  EXPECT_EQ(none[0].code, code::kConfigNoAccount);
  EXPECT_EQ(none[0].facts.at(fact::kPath), no_account->config_path);
  session::Session by_key = *no_account;
  by_key.api_key = model::SampleApiKey();
  by_key.api_key_id = by_key.api_key->api_key_id();
  const Findings key = JudgeConfig(SessionPtr(std::make_shared<const session::Session>(by_key)));
  EXPECT_THAT(VerdictsOf(key), ElementsAre(Verdict::kOk, Verdict::kOk));
  EXPECT_THAT(key[0].detail, HasSubstr("0123abcd-"));
}

TEST_F(DiagnoseTest, Config_ErrorsLeadToTheLine) {
  const auto finding = [](const Status& status) {
    const Findings findings = JudgeConfig(status);
    EXPECT_THAT(VerdictsOf(findings), ElementsAre(Verdict::kFailed));
    return findings.at(0);
  };
  const Finding missing = finding(Fail(Reason::kConfigMissing, "none").With(fact::kPath, "/x/prod.ini"));
  EXPECT_EQ(missing.check, "config");
  EXPECT_EQ(missing.code, "CONFIG_MISSING");
  EXPECT_EQ(missing.facts, (Facts{{fact::kPath, "/x/prod.ini"}}));
  const Finding broken = finding(config::ConfigInvalid({"/x/prod.ini", 12, "auth", ""}, "no", "edit it"));
  EXPECT_EQ(broken.check, "config");
  EXPECT_EQ(broken.code, "CONFIG_INVALID");
  EXPECT_EQ(broken.facts,
            (Facts{{fact::kPath, "/x/prod.ini"}, {fact::kLine, "12"}, {fact::kSection, "auth"}}));
  EXPECT_EQ(broken.detail, "/x/prod.ini:12: [auth]: no");
  EXPECT_EQ(finding(config::ConfigInvalid({"/x/prod.ini", 0, "", ""}, "is a folder", "")).facts,
            (Facts{{fact::kPath, "/x/prod.ini"}}));
  const Finding unsafe = finding(
      Fail(Reason::kConfigUnsafe, "bad").With(fact::kPath, "/x/prod.ini").With(fact::kProblem, "mode"));
  EXPECT_EQ(unsafe.check, "config_mode");
  EXPECT_EQ(unsafe.code, "CONFIG_UNSAFE");
  EXPECT_EQ(unsafe.facts, (Facts{{fact::kPath, "/x/prod.ini"}, {fact::kProblem, "mode"}}));
  EXPECT_EQ(unsafe.detail, "bad");
}

TEST_F(DiagnoseTest, Config_WarningsBringTheirFacts) {
  session::Session readable = *session;
  readable.warnings = {{code::kConfigReadable, "others can read it", {{fact::kPath, "/a.ini"}}},
                       {"OTHER", "something else"}};
  const Findings findings = JudgeConfig(SessionPtr(std::make_shared<const session::Session>(readable)));
  EXPECT_THAT(VerdictsOf(findings), ElementsAre(Verdict::kOk, Verdict::kWarning, Verdict::kWarning));
  EXPECT_EQ(findings[1].code, code::kConfigReadable);
  EXPECT_EQ(findings[1].facts, (Facts{{fact::kPath, "/a.ini"}}));
  EXPECT_EQ(findings[1].detail, "others can read it");
  EXPECT_EQ(findings[2].code, "OTHER");
}

api::ProbeResult ProbeOf(std::string_view url) {
  api::ProbeResult probe;
  probe.url = *http::ParseApiUrl(url);
  return probe;
}

TEST(Network, EachStageHasItsTime) {
  api::ProbeResult probe = ProbeOf("https://api.example/x");
  probe.answered = true;
  probe.times = {microseconds(1), microseconds(2), microseconds(3), microseconds(4), microseconds(10)};
  const Findings findings = JudgeNetwork(probe);
  EXPECT_THAT(VerdictsOf(findings), ElementsAre(Verdict::kOk, Verdict::kOk, Verdict::kOk, Verdict::kOk));
  for (std::size_t i = 0; i < findings.size(); ++i) {
    EXPECT_EQ(findings[i].duration, microseconds(static_cast<std::int64_t>(i) + 1)) << findings[i].check;
  }
  probe.url = ProbeOf("http://[::1]:8000").url;
  EXPECT_EQ(JudgeNetwork(probe).at(2).duration, std::nullopt);
}

TEST(Network, WhatLiesBehindTheBrokenStageIsSkipped) {
  const std::vector<std::pair<std::string, std::size_t>> stages = {
      {"dns", 0}, {"connect", 1}, {"tls", 2}, {"first_byte", 3}, {"reply", 3}, {"", 3}};
  const std::vector<std::string> shown = {"dns", "connect", "tls", "first_byte"};
  for (const auto& [stage, at] : stages) {
    api::ProbeResult probe = ProbeOf("https://[::1]:8000/x");
    probe.status = Failed(Reason::kUpstreamUnreachable, "no", stage);
    const Findings findings = JudgeNetwork(probe);
    const std::vector<Verdict> verdicts = VerdictsOf(findings);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      EXPECT_EQ(verdicts[i], i < at ? Verdict::kOk : i == at ? Verdict::kFailed : Verdict::kSkipped) << stage;
    }
    EXPECT_EQ(findings[at].code, "UPSTREAM_UNREACHABLE");
    EXPECT_EQ(
        findings[at].facts,
        (Facts{{fact::kApiUrl, "https://[::1]:8000/x"}, {fact::kHost, "::1"}, {fact::kStage, shown[at]}}));
  }
}

TEST(Network, AServerThatDoesNotKnowPingIsNotTheApi) {
  api::ProbeResult probe = ProbeOf("https://api.example");
  probe.answered = true;
  for (const int http_status : {401, 404}) {
    probe.status = Failed(Reason::kUpstreamUnauthenticated, "who are you", "", http_status);
    const Finding ping = JudgeNetwork(probe).at(3);
    EXPECT_THAT(ping.detail, HasSubstr("is this the API's address?"));
    EXPECT_EQ(ping.code, code::kApiNotThere);
    EXPECT_EQ(ping.facts.at(fact::kApiUrl), "https://api.example");
  }
}

TEST(Clock, WarnsAtOneMinuteAndFailsAtTen) {
  const auto judged = [](std::optional<seconds> ahead) {
    api::ProbeResult probe;
    probe.answered = true;
    probe.clock_ahead = ahead;
    const Finding finding = JudgeClock(probe);
    VerdictsOf({finding});
    EXPECT_TRUE(finding.code.empty() || finding.code == code::kClockWrong) << finding.code;
    return finding.verdict;
  };
  EXPECT_EQ(judged(seconds(0)), Verdict::kOk);
  EXPECT_EQ(judged(seconds(59)), Verdict::kOk);
  EXPECT_EQ(judged(seconds(-59)), Verdict::kOk);
  EXPECT_EQ(judged(seconds(60)), Verdict::kWarning);
  EXPECT_EQ(judged(seconds(-599)), Verdict::kWarning);
  EXPECT_EQ(judged(seconds(600)), Verdict::kFailed);
  EXPECT_EQ(judged(seconds(-6000)), Verdict::kFailed);
  EXPECT_EQ(judged(std::nullopt), Verdict::kSkipped);
  EXPECT_EQ(JudgeClock(api::ProbeResult()).verdict, Verdict::kSkipped);
}

TEST_F(DiagnoseTest, Account_TheFileIsHeldAgainstTheApi) {
  const model::User user = UserOfSession();
  session::Session same = SessionLike(user);
  EXPECT_THAT(VerdictsOf(JudgeAccount(user, same)), ElementsAre(Verdict::kOk));
  same.username = "alicia";
  same.user_id = "other";
  same.payment_address = user.coldkey;
  const Findings findings = JudgeAccount(user, same);
  EXPECT_THAT(VerdictsOf(findings),
              ElementsAre(Verdict::kOk, Verdict::kWarning, Verdict::kFailed, Verdict::kWarning));
  EXPECT_THAT(findings[3].detail, HasSubstr("adds no balance"));
  for (std::size_t i = 1; i < findings.size(); ++i) EXPECT_EQ(findings[i].code, code::kConfigValueWrong);
  EXPECT_EQ(findings[1].facts.at(fact::kValue), "alice");
  EXPECT_EQ(findings[3].facts, (Facts{{fact::kPath, same.config_path},
                                      {fact::kSection, "payment"},
                                      {fact::kKey, "address"},
                                      {fact::kValue, "5Pay"}}));
  same.payment_address = "";
  EXPECT_EQ(JudgeAccount(user, same).size(), 3U);
}

TEST_F(DiagnoseTest, Account_ErrorsHaveTheFactsOfTheirSession) {
  const auto facts = [](Reason reason, const session::Session& asked) {
    const Findings findings = JudgeAccount(Failed(reason, "no"), asked);
    EXPECT_THAT(VerdictsOf(findings), ElementsAre(Verdict::kFailed));
    EXPECT_EQ(findings.at(0).code, ReasonName(reason));
    return findings.at(0).facts;
  };
  session::Session elsewhere = *session;
  elsewhere.config_path = "/x/a b.ini";
  const Facts expected = {{fact::kPath, "/x/a b.ini"}, {fact::kApiUrl, "https://api.example"}};
  for (const Reason reason :
       {Reason::kHotkeyNotRegistered, Reason::kUpstreamNonceRefused, Reason::kUpstreamFailed}) {
    EXPECT_EQ(facts(reason, elsewhere), expected);
  }
  // That an admin key is needed shows in this.
  session::Session by_key = *no_account;
  by_key.api_key = model::SampleApiKey();
  by_key.api_key_id = by_key.api_key->api_key_id();
  EXPECT_EQ(facts(Reason::kUpstreamUnauthenticated, by_key).at(fact::kApiKeyId), by_key.api_key_id);
}

TEST(Wallets, AreNeededOnlyToRegister) {
  const Status none = Failed(Reason::kWalletNotFound, "there is no folder /w");
  EXPECT_EQ(JudgeWallets(none, true).verdict, Verdict::kOk);
  EXPECT_EQ(JudgeWallets(none, false).verdict, Verdict::kWarning);
  wallet::WalletSurvey survey;
  survey.wallets_path = "/w";
  survey.wallets.resize(1);
  survey.wallets[0].hotkeys.resize(2);
  survey.wallets[0].hotkeys[0].problem = "public only";
  EXPECT_THAT(JudgeWallets(survey, false).detail, HasSubstr("1 wallets, 1 usable hotkeys"));
  survey.wallets[0].hotkeys[1].problem = "damaged";
  EXPECT_EQ(JudgeWallets(survey, false).verdict, Verdict::kWarning);
  EXPECT_EQ(JudgeWallets(survey, false).code, code::kNoWallets);
  EXPECT_EQ(JudgeWallets(none, false).code, code::kNoWallets);
}

TEST(Ledger, IsJudgedAloneWhereItCanBe) {
  EXPECT_EQ(JudgeLedgerAlone(std::vector<ledger::KeyEntry>())->verdict, Verdict::kOk);
  const auto damaged =
      JudgeLedgerAlone(Fail(Reason::kLedgerFailed, "is damaged").With(fact::kPath, "/s/ledger.db"));
  EXPECT_EQ(damaged->verdict, Verdict::kFailed);
  EXPECT_EQ(damaged->code, "LEDGER_FAILED");
  EXPECT_EQ(damaged->facts, (Facts{{fact::kPath, "/s/ledger.db"}}));
  EXPECT_EQ(JudgeLedgerAlone(std::vector<ledger::KeyEntry>(1)), std::nullopt);
}

TEST(Ledger, EachKeyWhoseSecretNobodyHasIsAFinding) {
  const model::Time now{std::chrono::hours(100'000)};
  ledger::KeyEntry made;
  made.state = ledger::State::kDone;
  made.api_key_id = "id-1";
  made.name = "ci";
  made.intent_time = now - std::chrono::hours(1);
  ledger::KeyEntry lost = made;
  lost.row = 1;
  lost.state = ledger::State::kSecretLost;
  lost.api_key_id = "id-2";
  lost.name = "lost";
  model::Page<model::ApiKey> page;
  page.items.resize(2);
  page.items[0].api_key_id = "id-1";
  page.items[0].name = "ci";
  page.items[1].api_key_id = "id-2";
  page.items[1].name = "lost";
  page.total = 2;
  const Findings findings = JudgeLedger({made, lost}, page, now);
  EXPECT_THAT(VerdictsOf(findings), ElementsAre(Verdict::kWarning));
  EXPECT_EQ(findings[0].code, code::kKeySecretLost);
  EXPECT_EQ(findings[0].facts, (Facts{{fact::kName, "lost"}, {fact::kApiKeyId, "id-2"}}));
  EXPECT_THAT(VerdictsOf(JudgeLedger({made}, page, now)), ElementsAre(Verdict::kOk));
  EXPECT_THAT(VerdictsOf(JudgeLedger({made}, Failed(Reason::kUpstreamFailed, "no"), now)),
              ElementsAre(Verdict::kSkipped));
}

}  // namespace
}  // namespace chutesd::ops
