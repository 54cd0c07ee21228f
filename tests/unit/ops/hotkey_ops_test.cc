#include "daemon/ops/account/hotkey_ops.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "tests/unit/ops/wallet_fixture.h"

namespace chutesd::ops {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class HotkeyOpsTest : public WalletOpsTest {
 protected:
  Result<Answer<HotkeyProbe>> Probe() {
    ProbeArgs args;
    args.api_url = "https://api.example";
    args.wallet = Choice();
    return RunOnLoop(hotkeys.Probe(ctx, std::move(args)));
  }
  Result<Answer<RestoredConfig>> Restore(bool overwrite = false) {
    RestoreArgs args;
    args.config_path = config_path;
    args.api_url = "https://api.example";
    args.wallet = Choice();
    args.overwrite_config = overwrite;
    return RunOnLoop(hotkeys.Restore(ctx, std::move(args)));
  }

  HotkeyOps hotkeys{api, files, wallets};
};

TEST_F(HotkeyOpsTest, Probe_FindsTheAccountOfAHotkey) {
  ReplyUser("bob");
  const auto probe = Probe();
  ASSERT_TRUE(probe.ok()) << probe.status();
  EXPECT_EQ(probe->value.hotkey_ss58_address, config::kAliceAddress);
  EXPECT_EQ(probe->value.coldkey_ss58_address, config::kAliceAddress);
  ASSERT_TRUE(probe->value.user.has_value());
  EXPECT_EQ(probe->value.user->username, "bob");
  EXPECT_THAT(probe->warnings, IsEmpty());
}

TEST_F(HotkeyOpsTest, Probe_AHotkeyWithoutAnAccountIsAnAnswer) {
  http.Reply(401, kNotRegistered);
  const auto probe = Probe();
  ASSERT_TRUE(probe.ok()) << probe.status();
  EXPECT_FALSE(probe->value.user.has_value());
}

TEST_F(HotkeyOpsTest, Probe_AnyOtherRefusalIsAnError) {
  http.Reply(401, R"({"detail":"Invalid nonce!"})");
  EXPECT_EQ(ReasonOf(Probe().status()), Reason::kUpstreamNonceRefused);
}

TEST_F(HotkeyOpsTest, Probe_DoesWithoutTheColdkeyAddressButWarns) {
  std::filesystem::remove(coldkey_file);
  http.Reply(401, kNotRegistered);
  const auto probe = Probe();
  ASSERT_TRUE(probe.ok()) << probe.status();
  EXPECT_EQ(probe->value.coldkey_ss58_address, "");
  EXPECT_THAT(FactsOf(probe->warnings, code::kColdkeyUnknown),
              ElementsAre(testing::Contains(testing::Pair(fact::kPath, coldkey_file))));
  EXPECT_EQ(probe->warnings.size(), 1U);
}

TEST_F(HotkeyOpsTest, Restore_WritesTheConfigWithTheServersPaymentAddress) {
  ReplyUser("bob");
  const auto restored = Restore();
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->value.user.username, "bob");
  EXPECT_EQ(restored->value.config_path, config_path);
  EXPECT_EQ(restored->value.backup_path, "");
  EXPECT_EQ(config::ReadText(config_path),
            fmt::format("[api]\nbase_url = https://api.example\n\n[auth]\nusername = bob\nuser_id = {}\n"
                        "hotkey_seed = {}\nhotkey_name = h\nhotkey_ss58address = {}\n\n"
                        "[payment]\naddress = 5Pay\n",
                        kUserId, config::kAliceSeed, config::kAliceAddress));
  EXPECT_EQ(config::ModeOf(config_path), 0600U);
}

TEST_F(HotkeyOpsTest, Restore_ReplacesAFileOnlyWhenAskedTo) {
  std::filesystem::create_directory(home / ".chutes");
  config::WriteText(config_path, "# old\n");
  const auto refused = Restore();
  EXPECT_EQ(ReasonOf(refused.status()), Reason::kConfigExists);
  EXPECT_EQ(refused.failure().facts.at(fact::kPath), config_path);
  EXPECT_THAT(http.seen, IsEmpty());
  ReplyUser("bob");
  const auto restored = Restore(true);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(config::ReadText(restored->value.backup_path), "# old\n");
}

TEST_F(HotkeyOpsTest, Restore_AHotkeyWithoutAnAccountLeavesNoFile) {
  http.Reply(401, kNotRegistered);
  EXPECT_EQ(ReasonOf(Restore().status()), Reason::kHotkeyNotRegistered);
  EXPECT_FALSE(std::filesystem::exists(config_path));
}

}  // namespace
}  // namespace chutesd::ops
