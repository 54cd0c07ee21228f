#include <fmt/format.h>
#include <gmock/gmock.h>

#include <asio/post.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <future>
#include <utility>

#include "daemon/ops/account/hotkey_ops.h"
#include "tests/unit/ops/wallet_fixture.h"

namespace chutesd::ops {
namespace {

using config::kAliceAddress;
using config::ReadText;
using config::WriteText;
using testing::HasSubstr;

constexpr char kFingerprint[] = "AbCdEfGhIjKlMnOpQrStUvWxYz012345";
constexpr char kToken[] = "7def4e5a-9780-4200-b826-f5cb17df1c0d";

// An API at which something happens with each change that is sent.
class HttpWith final : public http::HttpClient {
 public:
  HttpWith(http::FakeHttp& fake, std::function<void()> happening)
      : fake_(fake), happening_(std::move(happening)) {}
  asio::awaitable<Result<http::HttpResponse>> Send(CallContext context, http::HttpRequest request) override {
    if (request.method == http::Method::kPost) happening_();
    return fake_.Send(std::move(context), std::move(request));
  }

 private:
  http::FakeHttp& fake_;
  std::function<void()> happening_;
};

class RegistrationOpsTest : public WalletOpsTest {
 protected:
  RegistrationArgs Args() {
    RegistrationArgs args;
    args.config_path = config_path;
    args.api_url = "https://api.example";
    args.username = "alice";
    args.wallet = Choice();
    args.registration_token = SecretString(kToken);
    return args;
  }

  void ReplyRegistered() {
    http.Reply(401, kNotRegistered);
    http.Reply(200, fmt::format(R"({{"username":"alice","user_id":"{}","logo_id":null,)"
                                R"("created_at":"2025-10-04T12:24:46Z","hotkey":"{}","coldkey":"{}",)"
                                R"("payment_address":"{}","fingerprint":"{}","api_key":null,"logo":null}})",
                                kUserId, kAliceAddress, kAliceAddress, kAliceAddress, kFingerprint));
  }

  Result<Answer<Registration>> Register(RegistrationArgs args) {
    return RunOnLoop(registration.Register(ctx, std::move(args)));
  }
  // The same; `happening` happens while the API makes the account.
  Result<Answer<Registration>> RegisterWhile(std::function<void()> happening) {
    HttpWith eventful(http, std::move(happening));
    api::ChutesApi eventful_api(eventful, clock, sleeper, [] { return 1.0; });
    HotkeyOps ops(eventful_api, files, wallets);
    return RunOnLoop(ops.Register(ctx, Args()));
  }
  // Whose account it is, and the wallet from which its config file can be written.
  static void ExpectHotkeyOfBob(const Failure& failure, const std::string& wallets_path = "") {
    EXPECT_EQ(failure.reason, Reason::kHotkeyRegistered);
    EXPECT_THAT(failure.message, HasSubstr("user bob"));
    Facts facts = {{fact::kUsername, "bob"}, {fact::kWallet, "w"}, {fact::kHotkey, "h"}};
    if (!wallets_path.empty()) facts[fact::kWalletsPath] = wallets_path;
    EXPECT_EQ(failure.facts, facts);
  }
  // Of a registration that must fail.
  Failure FailureFor(RegistrationArgs args) {
    const auto done = Register(std::move(args));
    ReasonOf(done.status());
    return done.ok() ? Failure() : done.failure();
  }

  HotkeyOps registration{api, files, wallets};
};

TEST_F(RegistrationOpsTest, Register_MakesTheAccountAndWritesItsConfigForThisUserOnly) {
  ReplyRegistered();
  const auto done = Register(Args());
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->value.fingerprint.Reveal(), kFingerprint);
  EXPECT_TRUE(done->value.config.ok()) << done->value.config;
  EXPECT_EQ(config::ModeOf(config_path), 0600U);
  const std::string text = ReadText(config_path);
  EXPECT_NE(text.find("hotkey_seed = " + std::string(config::kAliceSeed)), std::string::npos);
  EXPECT_NE(text.find("username = alice"), std::string::npos);
  EXPECT_EQ(http.seen.size(), 2U);
}

TEST_F(RegistrationOpsTest, Register_LeavesAConfigThatExistsAloneAndSendsNothing) {
  std::filesystem::create_directory(home / ".chutes");
  WriteText(config_path, "[auth]\n");
  const auto done = Register(Args());
  EXPECT_EQ(ReasonOf(done.status()), Reason::kConfigExists);
  EXPECT_EQ(ReadText(config_path), "[auth]\n");
  EXPECT_TRUE(http.seen.empty());
}

TEST_F(RegistrationOpsTest, Register_ReplacingAConfigKeepsItsCommentsAndACopy) {
  std::filesystem::create_directory(home / ".chutes");
  WriteText(config_path, "# mine\n[auth]\nusername = old\n");
  ReplyRegistered();
  RegistrationArgs args = Args();
  args.overwrite_config = true;
  const auto done = Register(std::move(args));
  ASSERT_TRUE(done.ok()) << done.status();
  ASSERT_TRUE(done->value.config.ok()) << done->value.config;
  EXPECT_EQ(ReadText(done->value.backup_path), "# mine\n[auth]\nusername = old\n");
  const std::string text = ReadText(config_path);
  EXPECT_NE(text.find("# mine"), std::string::npos);
  EXPECT_NE(text.find("username = alice"), std::string::npos);
}

TEST_F(RegistrationOpsTest, Register_AHotkeyThatHasAnAccountIsToldWhose) {
  ReplyUser("bob");
  const auto done = Register(Args());
  ASSERT_FALSE(done.ok());
  ExpectHotkeyOfBob(done.failure());
  EXPECT_EQ(http.seen.size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(config_path));
}

TEST_F(RegistrationOpsTest, Register_AMissingWalletSendsNothing) {
  RegistrationArgs args = Args();
  args.wallet.wallet = "other";
  EXPECT_EQ(ReasonOf(Register(std::move(args)).status()), Reason::kWalletNotFound);
  EXPECT_TRUE(http.seen.empty());
}

TEST_F(RegistrationOpsTest, Register_ReturnsTheFingerprintEvenIfTheConfigCannotBeWritten) {
  ReplyRegistered();
  // A folder in the file's place, between the check and the write.
  const auto done = RegisterWhile([this] { std::filesystem::create_directory(config_path); });
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->value.fingerprint.Reveal(), kFingerprint);
  EXPECT_FALSE(done->value.config.ok());
}

TEST_F(RegistrationOpsTest,
       Register_ReturnsTheFingerprintInTimeThoughTheDiskIsSlowAndWritesTheConfigAllTheSame) {
  ReplyRegistered();
  std::promise<void> disk;
  ctx.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  const auto done = RegisterWhile(
      [this, &disk] { asio::post(files, [ready = disk.get_future().share()] { ready.wait(); }); });
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->value.fingerprint.Reveal(), kFingerprint);
  EXPECT_EQ(ReasonOf(done->value.config), Reason::kTimeout);
  EXPECT_FALSE(std::filesystem::exists(config_path));
  disk.set_value();
  files.join();
  EXPECT_EQ(config::ModeOf(config_path), 0600U);
}

TEST_F(RegistrationOpsTest, Register_TellsOfALostAnswerThatTheAccountExistsAndWritesItsConfig) {
  http.Reply(401, kNotRegistered);
  http.Break(Reason::kUpstreamFailed, "the connection was lost");
  ReplyUser("alice");
  const auto done = Register(Args());
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_TRUE(done->value.fingerprint_lost);
  EXPECT_TRUE(done->value.fingerprint.empty());
  EXPECT_TRUE(done->value.config.ok()) << done->value.config;
  EXPECT_THAT(ReadText(config_path), HasSubstr("[payment]\naddress = 5Pay"));
  ASSERT_EQ(http.seen.size(), 3U);
  EXPECT_EQ(Target(2), "/users/me");
}

TEST_F(RegistrationOpsTest, Register_AnAnswerThatCannotBeUnderstoodIsALostOne) {
  http.Reply(401, kNotRegistered);
  http.Reply(200, R"({"username":"alice"})");
  ReplyUser("alice");
  const auto done = Register(Args());
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_TRUE(done->value.fingerprint_lost);
}

TEST_F(RegistrationOpsTest, Register_SaysSoIfNothingWasRegistered) {
  http.Reply(401, kNotRegistered);
  http.Reply(500, "Internal Server Error");
  http.Reply(401, kNotRegistered);
  const Failure failure = FailureFor(Args());
  EXPECT_EQ(failure.reason, Reason::kUpstreamFailed);
  EXPECT_THAT(failure.message, HasSubstr("nothing was registered"));
  EXPECT_THAT(failure.next_step, HasSubstr("register again"));
  EXPECT_FALSE(std::filesystem::exists(config_path));
}

TEST_F(RegistrationOpsTest, Register_LeavesTheOutcomeOpenIfItCannotBeTold) {
  http.Reply(401, kNotRegistered);
  http.Break(Reason::kUpstreamFailed, "the connection was lost");
  http.Reply(403, R"({"detail":"no"})");
  const Failure failure = FailureFor(Args());
  EXPECT_EQ(failure.reason, Reason::kOutcomeUnknown);
  EXPECT_EQ(http.seen.size(), 3U);  // the registration itself went out once
}

TEST_F(RegistrationOpsTest, Register_SettlesALostAnswerThoughTheCallerWentAway) {
  std::stop_source stop;
  ctx.stop = stop.get_token();
  http.otherwise = [&](const http::HttpRequest& request) -> http::FakeHttp::Answer {
    if (request.method == http::Method::kPost) {
      stop.request_stop();
      return Fail(Reason::kInternal, "lost");
    }
    return Fail(Reason::kInternal, "not scripted");
  };
  http.Reply(401, kNotRegistered);
  const auto done = Register(Args());
  EXPECT_EQ(ReasonOf(done.status()), Reason::kOutcomeUnknown);
  ASSERT_GE(http.contexts.size(), 3U);
  EXPECT_FALSE(http.contexts[2].stop.stop_possible());
}

TEST_F(RegistrationOpsTest, Register_KeepsTimeToSettleBeforeTheCallersDeadline) {
  ReplyRegistered();
  ASSERT_TRUE(Register(Args()).ok());
  EXPECT_EQ(ctx.deadline - http.contexts.at(1).deadline, std::chrono::seconds(5));
}

TEST_F(RegistrationOpsTest, Register_NamesTheColdkeyThatLacksFunds) {
  http.Reply(401, kNotRegistered);
  http.Reply(402, R"({"detail":"You must have at least 0.25 tao on your coldkey to register an account."})");
  const Failure failure = FailureFor(Args());
  EXPECT_EQ(failure.reason, Reason::kUpstreamPaymentRequired);
  EXPECT_EQ(failure.http_status, 402);
  for (const std::string& text : {failure.message, failure.next_step}) {
    EXPECT_THAT(text, HasSubstr(std::string(kAliceAddress)));
  }
  EXPECT_THAT(failure.message, HasSubstr("0.25 TAO"));
}

TEST_F(RegistrationOpsTest, Register_AHotkeyThatIsTakenMeanwhileIsToldWhose) {
  http.Reply(401, kNotRegistered);
  http.Reply(409, R"({"detail":"This hotkey is already registered to a user!"})");
  ReplyUser("bob");
  RegistrationArgs args = Args();
  args.wallet.wallets_path = home / ".bittensor/wallets";
  ExpectHotkeyOfBob(FailureFor(std::move(args)), home / ".bittensor/wallets");
}

TEST_F(RegistrationOpsTest, Register_NeedsTheColdkeyAddress) {
  std::filesystem::remove(coldkey_file);
  EXPECT_EQ(FailureFor(Args()).reason, Reason::kWalletNotFound);
  EXPECT_TRUE(http.seen.empty());
}

// Wallet tools make such names without a word; a config file cannot hold them.
TEST_F(RegistrationOpsTest, Register_AHotkeyWhoseNameNoConfigFileCanHoldIsRefusedBeforeAnythingIsSent) {
  const std::string hotkeys = home / ".bittensor/wallets/w/hotkeys/";
  for (const std::string name : {"h ", " h", "h\u3000"}) {
    std::filesystem::copy_file(hotkeys + "h", hotkeys + name);
    RegistrationArgs args = Args();
    args.wallet.hotkey = name;
    const Failure failure = FailureFor(std::move(args));
    EXPECT_EQ(failure.facts.at(fact::kHotkey), name);
    EXPECT_TRUE(http.seen.empty()) << name;
  }
}

TEST_F(RegistrationOpsTest, Register_WhoLosesARaceIsToldWhoseHotkeyItIs) {
  http.Reply(401, kNotRegistered);
  http.Break(Reason::kUpstreamFailed, "the connection was lost");
  ReplyUser("bob");
  ExpectHotkeyOfBob(FailureFor(Args()));
  EXPECT_FALSE(std::filesystem::exists(config_path));
}

TEST_F(RegistrationOpsTest, Register_TheFingerprintIsThereWhateverElseIsWrongWithTheReply) {
  http.Reply(401, kNotRegistered);
  http.Reply(200, fmt::format(R"({{"username":null,"fingerprint":"{}"}})", kFingerprint));
  const auto done = Register(Args());
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->value.fingerprint.Reveal(), kFingerprint);
  EXPECT_TRUE(done->value.config.ok()) << done->value.config;
  EXPECT_EQ(done->value.user.username, "alice");
  EXPECT_EQ(FactsOf(done->warnings, code::kReplyIncomplete).size(), 1U);
}

}  // namespace
}  // namespace chutesd::ops
