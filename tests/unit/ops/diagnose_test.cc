#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "daemon/ops/diagnose_account.h"
#include "daemon/ops/diagnose_config.h"
#include "daemon/ops/diagnose_ledger.h"
#include "daemon/ops/diagnose_network.h"
#include "daemon/ops/diagnose_wallets.h"
#include "daemon/ops/edit_command.h"
#include "tests/unit/model/sample_api_key.h"
#include "tests/unit/ops/ops_fixture.h"

namespace chutesd::ops {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kPath[] = "/home/alice/.chutes/config.ini";

std::vector<Verdict> VerdictsOf(const Findings& findings) {
  std::vector<Verdict> verdicts;
  for (const Finding& finding : findings) {
    verdicts.push_back(finding.verdict);
    const bool needs_fix = finding.verdict == Verdict::kWarning || finding.verdict == Verdict::kFailed;
    EXPECT_EQ(!finding.fix.empty(), needs_fix) << finding.check << ": " << finding.detail;
  }
  return verdicts;
}

Status Failed(Reason reason, std::string message, std::string next_step, std::string stage = "",
              int http_status = 0) {
  Failure failure;
  failure.reason = reason;
  failure.message = std::move(message);
  failure.next_step = std::move(next_step);
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

TEST(EditCommand, OpensTheFileAtItsLine) {
  EXPECT_EQ(EditCommand("/a.ini", 3), "${EDITOR:-vi} +3 /a.ini");
  EXPECT_EQ(EditCommand("/a b.ini", 0), "${EDITOR:-vi} '/a b.ini'");
}

TEST(SetValueCommand, TakesNothingIntoTheShellThatIsNotPlain) {
  EXPECT_EQ(SetValueCommand("/a.ini", "auth", "username", "alice-1_B"),
            "sed -i -E '/^\\[auth\\]/,/^\\[/ s/^(username)[[:space:]]*[=:].*/\\1 = alice-1_B/I' /a.ini");
  for (const char* value : {"", "a b", "a/b", "a'b", "$(x)", "`x`", "a\nb", "a&b", "a\\b"}) {
    EXPECT_EQ(SetValueCommand("/a.ini", "auth", "username", value), "${EDITOR:-vi} /a.ini") << value;
  }
}

TEST_F(DiagnoseTest, Config_ThatCanBeUsedIsWell) {
  const Findings findings = JudgeConfig(session, kPath, kPath);
  EXPECT_THAT(VerdictsOf(findings), ElementsAre(Verdict::kOk, Verdict::kOk));
}

TEST_F(DiagnoseTest, Config_WithoutAnAccountIsAWarningUnlessAnApiKeyStandsIn) {
  const Findings none = JudgeConfig(no_account, kPath, kPath);
  EXPECT_THAT(VerdictsOf(none), ElementsAre(Verdict::kWarning, Verdict::kOk));
  EXPECT_EQ(none[0].fix, "chutes register");
  session::Session by_key = *no_account;
  by_key.api_key = model::SampleApiKey();
  by_key.api_key_id = by_key.api_key->api_key_id();
  const Findings key =
      JudgeConfig(SessionPtr(std::make_shared<const session::Session>(by_key)), kPath, kPath);
  EXPECT_THAT(VerdictsOf(key), ElementsAre(Verdict::kOk, Verdict::kOk));
  EXPECT_THAT(key[0].detail, HasSubstr("0123abcd-"));
}

TEST_F(DiagnoseTest, Config_ErrorsLeadToTheLine) {
  const auto finding = [](const Status& status) {
    const Findings findings = JudgeConfig(status, "/x/prod.ini", kPath);
    EXPECT_THAT(VerdictsOf(findings), ElementsAre(Verdict::kFailed));
    return findings.at(0);
  };
  EXPECT_EQ(finding(Failed(Reason::kConfigMissing, "none", "")).fix,
            "chutes register --config-path /x/prod.ini");
  const Finding broken = finding(Failed(Reason::kConfigInvalid, "/x/prod.ini:12: [auth]: no", "edit it"));
  EXPECT_EQ(broken.fix, "${EDITOR:-vi} +12 /x/prod.ini");
  EXPECT_THAT(broken.detail, HasSubstr("; edit it"));
  EXPECT_EQ(finding(Failed(Reason::kConfigInvalid, "/x/prod.ini: is a folder", "")).fix,
            "${EDITOR:-vi} /x/prod.ini");
  const Finding unsafe =
      finding(Failed(Reason::kConfigUnsafe, "bad", "chmod 600 /x/prod.ini   (after a look)"));
  EXPECT_EQ(unsafe.check, "config_mode");
  EXPECT_EQ(unsafe.fix, "chmod 600 /x/prod.ini");
  EXPECT_EQ(unsafe.detail, "bad (after a look)");
}

TEST_F(DiagnoseTest, Config_WarningsBringTheirCommand) {
  session::Session readable = *session;
  readable.warnings = {"others can read it; run: chmod 600 /a.ini", "something else"};
  const Findings findings =
      JudgeConfig(SessionPtr(std::make_shared<const session::Session>(readable)), kPath, kPath);
  EXPECT_THAT(VerdictsOf(findings), ElementsAre(Verdict::kOk, Verdict::kWarning, Verdict::kWarning));
  EXPECT_EQ(findings[1].fix, "chmod 600 /a.ini");
  EXPECT_EQ(findings[1].detail, "others can read it");
}

TEST(Network, EachStageHasItsTime) {
  api::ProbeResult probe;
  probe.answered = true;
  probe.uses_tls = true;
  probe.times = {microseconds(1), microseconds(2), microseconds(3), microseconds(4), microseconds(10)};
  const Findings findings = JudgeNetwork(probe, "https://api.example/x");
  EXPECT_THAT(VerdictsOf(findings), ElementsAre(Verdict::kOk, Verdict::kOk, Verdict::kOk, Verdict::kOk));
  for (std::size_t i = 0; i < findings.size(); ++i) {
    EXPECT_EQ(findings[i].duration, microseconds(static_cast<std::int64_t>(i) + 1)) << findings[i].check;
  }
  probe.uses_tls = false;
  EXPECT_EQ(JudgeNetwork(probe, "http://[::1]:8000").at(2).duration, std::nullopt);
}

TEST(Network, WhatLiesBehindTheBrokenStageIsSkipped) {
  const std::vector<std::pair<std::string, std::size_t>> stages = {
      {"dns", 0}, {"connect", 1}, {"tls", 2}, {"first_byte", 3}, {"reply", 3}, {"", 3}};
  for (const auto& [stage, at] : stages) {
    api::ProbeResult probe;
    probe.status = Failed(Reason::kUpstreamUnreachable, "no", "", stage);
    const Findings findings = JudgeNetwork(probe, "https://[::1]:8000/x");
    const std::vector<Verdict> verdicts = VerdictsOf(findings);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      EXPECT_EQ(verdicts[i], i < at ? Verdict::kOk : i == at ? Verdict::kFailed : Verdict::kSkipped) << stage;
    }
    EXPECT_EQ(findings[at].fix, at == 0 ? "getent ahosts ::1" : "curl -sS -m 10 'https://[::1]:8000/x/ping'");
  }
}

TEST(Network, AServerThatDoesNotKnowPingIsNotTheApi) {
  api::ProbeResult probe;
  probe.answered = true;
  probe.status = Failed(Reason::kUpstreamUnauthenticated, "who are you", "", "", 401);
  EXPECT_THAT(JudgeNetwork(probe, "https://api.example").at(3).detail,
              HasSubstr("is this the API's address?"));
}

TEST(Clock, WarnsAtOneMinuteAndFailsAtTen) {
  const auto judged = [](std::optional<seconds> ahead) {
    api::ProbeResult probe;
    probe.answered = true;
    probe.clock_ahead = ahead;
    const Finding finding = JudgeClock(probe);
    VerdictsOf({finding});
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
  EXPECT_THAT(findings[3].fix, HasSubstr("5Pay"));
  same.payment_address = "";
  EXPECT_EQ(JudgeAccount(user, same).size(), 3U);
}

TEST_F(DiagnoseTest, Account_ErrorsHaveTheFixThatFits) {
  const auto fix = [this](Reason reason, const session::Session& asked) {
    const Findings findings = JudgeAccount(Failed(reason, "no", ""), asked);
    EXPECT_THAT(VerdictsOf(findings), ElementsAre(Verdict::kFailed));
    return findings.at(0).fix;
  };
  EXPECT_EQ(fix(Reason::kHotkeyNotRegistered, *session), "chutes register --force");
  EXPECT_EQ(fix(Reason::kUpstreamNonceRefused, *session), "timedatectl set-ntp true");
  EXPECT_EQ(fix(Reason::kUpstreamFailed, *session), "curl -sS -m 10 https://api.example/ping");
  session::Session elsewhere = *session;
  elsewhere.config_path = "/x/a b.ini";
  elsewhere.config_path_origin = session::Origin::kProfile;
  EXPECT_EQ(fix(Reason::kHotkeyNotRegistered, elsewhere),
            "chutes register --force --config-path '/x/a b.ini'");
  session::Session by_key = *no_account;
  by_key.api_key = model::SampleApiKey();
  EXPECT_EQ(fix(Reason::kUpstreamUnauthenticated, by_key), "chutes keys create --name ci --admin");
}

TEST(Wallets, AreNeededOnlyToRegister) {
  const Status none = Failed(Reason::kWalletNotFound, "there is no folder /w", "");
  EXPECT_EQ(JudgeWallets(none, true).verdict, Verdict::kOk);
  EXPECT_EQ(JudgeWallets(none, false).verdict, Verdict::kWarning);
  config::WalletSurvey survey;
  survey.wallets_path = "/w";
  survey.wallets.resize(1);
  survey.wallets[0].hotkeys.resize(2);
  survey.wallets[0].hotkeys[0].problem = "public only";
  EXPECT_THAT(JudgeWallets(survey, false).detail, HasSubstr("1 wallets, 1 usable hotkeys"));
  survey.wallets[0].hotkeys[1].problem = "damaged";
  EXPECT_EQ(JudgeWallets(survey, false).verdict, Verdict::kWarning);
  EXPECT_EQ(JudgeWallets(survey, false).fix, "btcli wallet create");
}

TEST(Ledger, IsJudgedAloneWhereItCanBe) {
  EXPECT_EQ(JudgeLedgerAlone(std::vector<ledger::KeyEntry>())->verdict, Verdict::kOk);
  const auto damaged =
      JudgeLedgerAlone(Failed(Reason::kLedgerFailed, "is damaged", "mv 'a' 'b'   (a new one is made)"));
  EXPECT_EQ(damaged->verdict, Verdict::kFailed);
  EXPECT_EQ(damaged->fix, "mv 'a' 'b'");
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
  EXPECT_EQ(findings[0].fix, "chutes keys delete id-2 --yes");
  EXPECT_THAT(VerdictsOf(JudgeLedger({made}, page, now)), ElementsAre(Verdict::kOk));
  EXPECT_THAT(VerdictsOf(JudgeLedger({made}, Failed(Reason::kUpstreamFailed, "no", ""), now)),
              ElementsAre(Verdict::kSkipped));
}

}  // namespace
}  // namespace chutesd::ops
