#include "daemon/ops/operation.h"

#include "tests/unit/model/sample_api_key.h"
#include "tests/unit/ops/ops_fixture.h"

namespace chutesd::ops {
namespace {

class SigningAccountTest : public OpsTest {
 protected:
  SigningAccountTest() {
    session::Session by_key = *no_account;
    by_key.api_key = model::SampleApiKey();
    api_key_alone = std::make_shared<const session::Session>(by_key);
  }
  SessionPtr api_key_alone;
};

TEST_F(SigningAccountTest, AHotkeyCanDoEverything) {
  for (const auto& account : {AccountOf(*session), SigningAccountOf(*session)}) {
    ASSERT_TRUE(account.ok()) << account.status();
    EXPECT_EQ(account->hotkey, session->hotkey);
    EXPECT_EQ(account->user_id, kUserId);
  }
}

TEST_F(SigningAccountTest, AnApiKeyCanDoWhatNeedsNoHotkey) {
  const auto account = AccountOf(*api_key_alone);
  ASSERT_TRUE(account.ok()) << account.status();
  EXPECT_TRUE(account->uses_api_key());
  const Status refused = SigningAccountOf(*api_key_alone).status();
  EXPECT_EQ(ReasonOf(refused), Reason::kHotkeyMissing);
  EXPECT_NE(refused.message().find("an API key cannot do this"), std::string::npos);
  EXPECT_EQ(refused.failure().facts.at(fact::kPath), api_key_alone->config_path);
}

TEST_F(SigningAccountTest, WithoutEitherEachSaysWhatItNeeds) {
  const Status any = AccountOf(*no_account).status();
  EXPECT_EQ(ReasonOf(any), Reason::kHotkeyMissing);
  EXPECT_NE(any.message().find("no API key was given"), std::string::npos);
  EXPECT_EQ(any.failure().facts.at(fact::kPath), no_account->config_path);
  const Status hotkey = SigningAccountOf(*no_account).status();
  EXPECT_EQ(ReasonOf(hotkey), Reason::kHotkeyMissing);
  EXPECT_NE(hotkey.message().find("must be signed with a hotkey"), std::string::npos);
  EXPECT_EQ(hotkey.failure().facts.at(fact::kPath), no_account->config_path);
}

}  // namespace
}  // namespace chutesd::ops
