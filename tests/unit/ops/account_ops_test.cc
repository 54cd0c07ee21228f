#include "daemon/ops/account_ops.h"

#include <fmt/format.h>

#include <filesystem>

#include "tests/unit/config/temp_folder.h"
#include "tests/unit/ops/ops_fixture.h"

namespace chutesd::ops {
namespace {

using config::ReadText;
using config::TempFolder;
using config::WriteText;

constexpr char kNotRegistered[] = R"({"detail":"Could not find user with hotkey: 5C"})";
constexpr char kFingerprint[] = "AbCdEfGhIjKlMnOpQrStUvWxYz012345";
constexpr char kToken[] = "7def4e5a-9780-4200-b826-f5cb17df1c0d";
// //Alice, a public test key.
constexpr char kSeed[] = "e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
constexpr char kAddress[] = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

class AccountOpsTest : public OpsTest {
 protected:
  AccountOpsTest() {
    const std::string hotkeys = home / ".bittensor/wallets/w/hotkeys";
    std::filesystem::create_directories(hotkeys);
    WriteText(hotkeys + "/h", fmt::format(R"({{"secretSeed":"0x{}","ss58Address":"{}"}})", kSeed, kAddress));
    WriteText(home / ".bittensor/wallets/w/coldkeypub.txt",
              fmt::format(R"({{"ss58Address":"{}"}})", kAddress));
  }

  RegistrationArgs Args() {
    RegistrationArgs args;
    args.config_path = config_path;
    args.api_url = "https://api.example";
    args.username = "alice";
    args.wallet = "w";
    args.hotkey = "h";
    args.registration_token = SecretString(kToken);
    return args;
  }

  void ReplyRegistered() {
    http.Reply(401, kNotRegistered);
    http.Reply(200, fmt::format(R"({{"username":"alice","user_id":"{}","logo_id":null,)"
                                R"("created_at":"2025-10-04T12:24:46Z","hotkey":"{}","coldkey":"{}",)"
                                R"("payment_address":"{}","fingerprint":"{}","api_key":null,"logo":null}})",
                                kUserId, kAddress, kAddress, kAddress, kFingerprint));
  }

  absl::StatusOr<Registration> Register(RegistrationArgs args) {
    return RunOnLoop(account.Register(ctx, std::move(args)));
  }

  TempFolder home;
  std::string config_path = home / ".chutes/config.ini";
  asio::thread_pool files{1};
  AccountOps account{api, files, home.path()};
};

TEST_F(AccountOpsTest, Register_MakesTheAccountAndWritesItsConfigForThisUserOnly) {
  ReplyRegistered();
  const auto done = Register(Args());
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->fingerprint.Reveal(), kFingerprint);
  EXPECT_TRUE(done->config.ok()) << done->config;
  EXPECT_EQ(config::ModeOf(config_path), 0600U);
  const std::string text = ReadText(config_path);
  EXPECT_NE(text.find(std::string("hotkey_seed = ") + kSeed), std::string::npos);
  EXPECT_NE(text.find("username = alice"), std::string::npos);
  EXPECT_EQ(http.seen.size(), 2U);
}

TEST_F(AccountOpsTest, Register_LeavesAConfigThatExistsAloneAndSendsNothing) {
  std::filesystem::create_directory(home / ".chutes");
  WriteText(config_path, "[auth]\n");
  const auto done = Register(Args());
  EXPECT_EQ(ReasonOf(done.status()), Reason::kConfigExists);
  EXPECT_EQ(ReadText(config_path), "[auth]\n");
  EXPECT_TRUE(http.seen.empty());
}

TEST_F(AccountOpsTest, Register_ReplacingAConfigKeepsItsCommentsAndACopy) {
  std::filesystem::create_directory(home / ".chutes");
  WriteText(config_path, "# mine\n[auth]\nusername = old\n");
  ReplyRegistered();
  RegistrationArgs args = Args();
  args.overwrite_config = true;
  const auto done = Register(std::move(args));
  ASSERT_TRUE(done.ok()) << done.status();
  ASSERT_TRUE(done->config.ok()) << done->config;
  EXPECT_EQ(ReadText(done->backup_path), "# mine\n[auth]\nusername = old\n");
  const std::string text = ReadText(config_path);
  EXPECT_NE(text.find("# mine"), std::string::npos);
  EXPECT_NE(text.find("username = alice"), std::string::npos);
}

TEST_F(AccountOpsTest, Register_AHotkeyThatHasAnAccountIsToldWhose) {
  http.Reply(200, fmt::format(R"({{"username":"bob","user_id":"{}","created_at":"2025-10-04T12:24:46Z",)"
                              R"("hotkey":"{}","coldkey":"c","payment_address":"p","permissions_bitmask":0,)"
                              R"("balance":null}})",
                              kUserId, kAddress));
  const auto done = Register(Args());
  EXPECT_EQ(ReasonOf(done.status()), Reason::kHotkeyRegistered);
  EXPECT_NE(std::string(done.status().message()).find("bob"), std::string::npos);
  EXPECT_EQ(http.seen.size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(config_path));
}

TEST_F(AccountOpsTest, Register_AMissingWalletSendsNothing) {
  RegistrationArgs args = Args();
  args.wallet = "other";
  EXPECT_EQ(ReasonOf(Register(std::move(args)).status()), Reason::kWalletNotFound);
  EXPECT_TRUE(http.seen.empty());
}

TEST_F(AccountOpsTest, Register_ReturnsTheFingerprintEvenIfTheConfigCannotBeWritten) {
  ReplyRegistered();
  // Puts a folder in the file's place between the check and the write.
  class Spoiler final : public http::HttpClient {
   public:
    Spoiler(http::FakeHttp& fake, std::string path) : fake_(fake), path_(std::move(path)) {}
    asio::awaitable<absl::StatusOr<http::HttpResponse>> Send(CallContext context,
                                                             http::HttpRequest request) override {
      if (request.method == http::Method::kPost) std::filesystem::create_directory(path_);
      return fake_.Send(std::move(context), std::move(request));
    }

   private:
    http::FakeHttp& fake_;
    std::string path_;
  } spoiler(http, config_path);
  api::ChutesApi spoiled(spoiler, clock, sleeper, [] { return 1.0; });
  AccountOps ops(spoiled, files, home.path());
  const auto done = RunOnLoop(ops.Register(ctx, Args()));
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->fingerprint.Reveal(), kFingerprint);
  EXPECT_FALSE(done->config.ok());
}

}  // namespace
}  // namespace chutesd::ops
