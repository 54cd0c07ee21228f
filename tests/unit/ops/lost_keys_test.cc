#include <fmt/format.h>

#include <chrono>
#include <stop_token>

#include "daemon/ops/keys/keys_ops.h"
#include "tests/unit/ops/ops_fixture.h"

// Keys whose reply was lost, and what the next call makes of them.
namespace chutesd::ops {
namespace {

constexpr char kLostId[] = "00000000-0000-4000-8000-000000000001";

class LostKeysTest : public OpsTest {
 protected:
  // A key that the API made `age` ago, with one scope.
  std::string Key(const std::string& id, const std::string& name, std::chrono::seconds age = {}) {
    const auto made = std::chrono::floor<std::chrono::seconds>(clock.Now() - age);
    const auto day = std::chrono::floor<std::chrono::days>(made);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(made - day);
    return fmt::format(
        R"({{"api_key_id":"{}","user_id":"{}","admin":false,"name":"{}","created_at":"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",)"
        R"("last_used_at":null,"scopes":[{{"scope_id":"s","object_type":"chutes","object_id":null,"method":null}}]}})",
        id, kUserId, name, static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(),
        time.seconds().count());
  }
  void ReplyKeys(const std::vector<std::string>& all) {
    http.Reply(200, fmt::format(R"({{"total":{},"page":0,"limit":1000,"items":[{}],"cord_refs":null}})",
                                all.size(), fmt::join(all, ",")));
  }
  static model::ApiKeySpec Spec(const std::string& name) {
    model::ApiKeySpec spec;
    spec.name = name;
    spec.scopes = {{model::ObjectType::kChutes, std::nullopt, model::Action::kInvoke}};
    return spec;
  }
  Result<Answer<model::CreatedApiKey>> Create(const std::string& name) {
    return RunOnLoop(keys.Create(ctx, session, Spec(name)));
  }
  void LoseTheReply(const std::string& name) {
    http.Break(Reason::kUpstreamFailed, "the connection was lost");
    ASSERT_EQ(ReasonOf(Create(name).status()), Reason::kOutcomeUnknown);
  }
  Answer<model::Page<model::ApiKey>> List() {
    const auto list = RunOnLoop(keys.List(ctx, session, {}));
    EXPECT_TRUE(list.ok()) << list.status();
    return list.value_or(Answer<model::Page<model::ApiKey>>());
  }

  KeysOps keys{api, ledger, clock};
};

TEST_F(LostKeysTest, List_ShowsAKeyWhoseReplyWasLostAndHowToRemoveIt) {
  LoseTheReply("ci");
  ReplyKeys({Key(kLostId, "ci")});
  const Answer<model::Page<model::ApiKey>> list = List();
  ASSERT_EQ(list.value.items.size(), 1U);
  EXPECT_TRUE(list.value.items[0].secret_lost);
  EXPECT_TRUE(list.value.items[0].in_ledger);
  EXPECT_EQ(list.value.items[0].scopes, Spec("").scopes);
  ASSERT_EQ(FactsOf(list.warnings, code::kKeySecretLost).size(), 1U);
  EXPECT_EQ(FactsOf(list.warnings, code::kKeySecretLost)[0],
            (Facts{{fact::kName, "ci"}, {fact::kApiKeyId, kLostId}}));
}

TEST_F(LostKeysTest, AnotherDaemonFindsWhatAKilledOneLeft) {
  LoseTheReply("ci");
  AsyncLedger second(ledger_path);
  KeysOps other{api, second, clock};
  ReplyKeys({Key(kLostId, "ci")});
  const auto list = RunOnLoop(other.List(ctx, session, {}));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_TRUE(list->value.items.at(0).secret_lost);
}

TEST_F(LostKeysTest, Get_ByIdFindsOutAboutALostKeyAsWell) {
  LoseTheReply("ci");
  ReplyKeys({Key(kLostId, "ci")});
  http.Reply(200, Key(kLostId, "ci"));
  const auto found = RunOnLoop(keys.Get(ctx, session, kLostId));
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_TRUE(found->value.secret_lost);
}

TEST_F(LostKeysTest, List_AKeyThatWasThereLongBeforeIsNotTheLostOne) {
  LoseTheReply("ci");
  ReplyKeys({Key(kLostId, "ci", std::chrono::hours(1))});
  const Answer<model::Page<model::ApiKey>> list = List();
  EXPECT_FALSE(list.value.items.at(0).secret_lost);
  EXPECT_EQ(Mentions(list.warnings, "not known yet"), 1U);
  EXPECT_EQ(FactsOf(list.warnings, code::kKeyOutcomeOpen).size(), 1U);
}

TEST_F(LostKeysTest, List_AKeyThatNeverAppearsWasNotMadeAndThatIsSaidOnce) {
  LoseTheReply("ci");
  ReplyKeys({});
  EXPECT_EQ(Mentions(List().warnings, "'ci' is made is not known yet"), 1U);
  clock.ahead = std::chrono::minutes(3);
  ReplyKeys({});
  const Answer<model::Page<model::ApiKey>> later = List();
  EXPECT_EQ(Mentions(later.warnings, "'ci' was not made"), 1U);
  EXPECT_EQ(FactsOf(later.warnings, code::kKeyNotMade).size(), 1U);
  ReplyKeys({});
  EXPECT_TRUE(List().warnings.empty());
}

TEST_F(LostKeysTest, List_AKeyThatAppearsLateIsStillFound) {
  LoseTheReply("ci");
  ReplyKeys({});
  List();
  ReplyKeys({Key(kLostId, "ci")});
  EXPECT_TRUE(List().value.items.at(0).secret_lost);
}

TEST_F(LostKeysTest, Create_ARefusedOneLeavesNothingBehind) {
  http.Reply(400, R"({"detail":"Invalid request: no"})");
  EXPECT_FALSE(Create("ci").ok());
  ReplyKeys({Key(kLostId, "ci")});
  const Answer<model::Page<model::ApiKey>> list = List();
  EXPECT_FALSE(list.value.items.at(0).secret_lost);
  EXPECT_FALSE(list.value.items.at(0).in_ledger);
  EXPECT_TRUE(list.warnings.empty());
}

TEST_F(LostKeysTest, Create_UnderTheNameOfALostKeySaysHowToRemoveThat) {
  LoseTheReply("ci");
  ReplyKeys({Key(kLostId, "ci")});
  http.Reply(409, R"({"detail":"An API key already exists with this name"})");
  ReplyKeys({Key(kLostId, "ci")});
  const auto created = Create("ci");
  EXPECT_EQ(ReasonOf(created.status()), Reason::kKeyNameTaken);
  EXPECT_NE(created.status().message().find("its secret was lost"), std::string_view::npos);
  EXPECT_EQ(created.failure().facts.at(fact::kApiKeyId), kLostId);
  EXPECT_EQ(created.failure().facts.at(fact::kName), "ci");
  EXPECT_EQ(created.failure().facts.at(fact::kProblem), "secret_lost");
}

TEST_F(LostKeysTest, Create_ForACallerWhoHasGoneMakesALostKey) {
  std::stop_source gone;
  ctx.stop = gone.get_token();
  std::string answer = Key(kLostId, "ci");
  answer.insert(1, R"("secret_key":"cpk_x",)");
  http.otherwise = [&](const http::HttpRequest&) -> http::FakeHttp::Answer {
    gone.request_stop();
    return http::FakeHttp::Response(200, answer);
  };
  ASSERT_TRUE(Create("ci").ok());
  ctx.stop = {};
  ReplyKeys({Key(kLostId, "ci")});
  EXPECT_TRUE(List().value.items.at(0).secret_lost);
}

TEST_F(LostKeysTest, Delete_OfTheLostKeyEndsTheWarnings) {
  LoseTheReply("ci");
  ReplyKeys({Key(kLostId, "ci")});
  http.Reply(200, fmt::format(R"({{"api_key_id":"{}","deleted":true}})", kLostId));
  const auto gone = RunOnLoop(keys.Delete(ctx, session, "ci"));
  ASSERT_TRUE(gone.ok()) << gone.status();
  EXPECT_TRUE(gone->warnings.empty());
  ReplyKeys({});
  EXPECT_TRUE(List().warnings.empty());
}

TEST_F(LostKeysTest, Create_WithoutALedgerIsRefusedAndNothingIsSent) {
  AsyncLedger broken("");
  KeysOps without{api, broken, clock};
  const auto created = RunOnLoop(without.Create(ctx, session, Spec("ci")));
  EXPECT_EQ(ReasonOf(created.status()), Reason::kLedgerFailed);
  EXPECT_FALSE(created.failure().next_step.empty());
  EXPECT_TRUE(http.seen.empty());
  // Reading works, with a warning.
  ReplyKeys({Key(kLostId, "ci")});
  const auto list = RunOnLoop(without.List(ctx, session, {}));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->value.items.size(), 1U);
  EXPECT_EQ(Mentions(list->warnings, "ledger"), 1U);
  EXPECT_EQ(FactsOf(list->warnings, code::kLedgerUnusable).size(), 1U);
}

TEST_F(LostKeysTest, Create_ScopesThatNeverMatchAreAWarning) {
  std::string answer = Key(kLostId, "ci");
  answer.insert(1, R"("secret_key":"cpk_x",)");
  model::ApiKeySpec spec = Spec("ci");
  spec.scopes[0].action = model::Action::kRead;
  http.Reply(200, answer);
  const auto created = RunOnLoop(keys.Create(ctx, session, spec));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(Mentions(created->warnings, "read on chutes never matches"), 1U);
  EXPECT_EQ(FactsOf(created->warnings, code::kScopeNeverMatches).size(), 1U);
}

TEST_F(LostKeysTest, Create_AnImageThatIsNoUuidIsRefusedBeforeAnythingIsSent) {
  model::ApiKeySpec spec = Spec("ci");
  spec.scopes[0] = {model::ObjectType::kImages, "my-image", std::nullopt};
  EXPECT_EQ(ReasonOf(RunOnLoop(keys.Create(ctx, session, spec)).status()), Reason::kInvalidArgument);
  EXPECT_TRUE(http.seen.empty());
}

constexpr char kOtherId[] = "9824b9d3-4373-51c3-b163-85909de8ab25";

TEST_F(LostKeysTest, AWrongUserIdInTheFileForgetsNothingOfTheOtherAccount) {
  // Made by alice; bob's file has her id, and bob has no keys, or other ones.
  http.Reply(200, fmt::format(R"({{"secret_key":"cpk_x",{})", Key(kLostId, "ci").substr(1)));
  ASSERT_TRUE(Create("ci").ok());
  clock.ahead = std::chrono::hours(1);
  const SessionPtr bobs = WithUserId(kUserId);
  http.otherwise = [](const http::HttpRequest&) {
    return http::FakeHttp::Answer(http::FakeHttp::Response(
        200,
        std::string(R"({"username":"bob","user_id":")") + kOtherId +
            R"(","hotkey":"5H","coldkey":"5C","payment_address":"5P","balance":1,"created_at":"2025-10-04T12:24:46"})"));
  };
  ReplyKeys({});
  ASSERT_TRUE(RunOnLoop(keys.List(ctx, bobs, {})).ok());
  std::string bobs_key = Key("00000000-0000-4000-8000-000000000002", "b");
  bobs_key.replace(bobs_key.find(kUserId), sizeof(kOtherId) - 1, kOtherId);
  ReplyKeys({bobs_key});
  ASSERT_TRUE(RunOnLoop(keys.List(ctx, bobs, {})).ok());

  ReplyKeys({Key(kLostId, "ci")});
  EXPECT_TRUE(List().value.items.at(0).in_ledger);
}

TEST_F(LostKeysTest, WithoutAUserIdInTheFileTheApiIsAskedOnce) {
  const SessionPtr old_file = WithUserId("");
  const auto answer = http.otherwise;
  http.otherwise = [&](const http::HttpRequest& request) {
    if (request.url.ends_with("/users/me")) return answer(request);
    return http::FakeHttp::Answer(http::FakeHttp::Response(
        200, fmt::format(R"({{"total":1,"page":0,"limit":1000,"items":[{}],"cord_refs":null}})",
                         Key(kLostId, "ci"))));
  };
  ASSERT_TRUE(RunOnLoop(keys.List(ctx, old_file, {})).ok());
  ASSERT_TRUE(RunOnLoop(keys.List(ctx, old_file, {})).ok());
  ASSERT_EQ(http.seen.size(), 3U);
  EXPECT_EQ(Target(0), "/users/me");
}

}  // namespace
}  // namespace chutesd::ops
