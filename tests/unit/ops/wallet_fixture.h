#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "daemon/ops/account/wallets.h"
#include "tests/unit/config/sample_account.h"
#include "tests/unit/config/temp_folder.h"
#include "tests/unit/ops/ops_fixture.h"

namespace chutesd::ops {

inline constexpr char kNotRegistered[] = R"({"detail":"Could not find user with hotkey: 5C"})";

// A home with the wallet `w`, whose hotkey `h` and coldkey are //Alice's.
class WalletOpsTest : public OpsTest {
 protected:
  WalletOpsTest() {
    const std::string hotkeys = home / ".bittensor/wallets/w/hotkeys";
    std::filesystem::create_directories(hotkeys);
    config::WriteText(hotkeys + "/h", fmt::format(R"({{"secretSeed":"0x{}","ss58Address":"{}"}})",
                                                  config::kAliceSeed, config::kAliceAddress));
    config::WriteText(coldkey_file, fmt::format(R"({{"ss58Address":"{}"}})", config::kAliceAddress));
  }

  static WalletChoice Choice() {
    WalletChoice choice;
    choice.wallet = "w";
    choice.hotkey = "h";
    return choice;
  }

  // The answer of /users/me.
  void ReplyUser(std::string_view username) {
    http.Reply(200, fmt::format(R"({{"username":"{}","user_id":"{}","created_at":"2025-10-04T12:24:46Z",)"
                                R"("hotkey":"{}","coldkey":"c","payment_address":"5Pay",)"
                                R"("permissions_bitmask":0,"balance":null}})",
                                username, kUserId, config::kAliceAddress));
  }

  config::TempFolder home;
  std::string coldkey_file = home / ".bittensor/wallets/w/coldkeypub.txt";
  std::string config_path = home / ".chutes/config.ini";
  asio::thread_pool files{1};
  asio::thread_pool derivations{1};
  WalletsOps wallets{files, derivations, home.path()};
};

}  // namespace chutesd::ops
