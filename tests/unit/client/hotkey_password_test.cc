#include <gtest/gtest.h>

#include "client/commands/account/registration.h"

namespace chutes::commands {
namespace {

// tests/vectors/keyfile.json, env_password.
TEST(HotkeyPassword, IsThatOfTheVector) {
  const std::string variable = PasswordVariable("/home/user/.bittensor/wallets/my_wallet/hotkeys/ci.key-1");
  EXPECT_EQ(variable, "BT_PW__HOME_USER__BITTENSOR_WALLETS_MY_WALLET_HOTKEYS_CI_KEY-1");
  EXPECT_EQ(DecodePassword(variable, "Njw2Iz4sPi4uJiAvNCA2JTAtJg=="), "thisisafakepassword");
  EXPECT_EQ(DecodePassword(variable, "no base64!"), "");
}

}  // namespace
}  // namespace chutes::commands
