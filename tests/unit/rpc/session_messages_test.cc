#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>

#include "chutes/version.h"
#include "daemon/rpc/session_service.h"
#include "tests/unit/model/sample_api_key.h"

namespace chutesd::rpc {
namespace {

using session::Origin;

session::Session SampleSession() {
  const std::array<std::uint8_t, 32> seed = {1, 2, 3};
  session::Session session;
  session.config_path = "/home/alice/prod.ini";
  session.config_path_origin = Origin::kOption;
  session.api_url = "https://api.example";
  session.api_url_origin = Origin::kFile;
  session.username = "alice";
  session.user_id = "5682c3e0-3635-58f7-b7f5-694962450dfc";
  session.hotkey_name = "ci";
  session.hotkey = std::make_shared<const crypto::Hotkey>(*crypto::Hotkey::FromSeed(seed));
  session.hotkey_ss58_address = session.hotkey->ss58_address();
  session.payment_address = "5Pay";
  session.load_time = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'700'000'000'250));
  session.warnings = {{"ONE", "one", {{"path", "/c"}}}, {"TWO", "two"}};
  session.allow_missing = true;
  session.allow_missing_origin = Origin::kEnvironment;
  return session;
}

TEST(SessionMessagesTest, FillSession_CopiesEveryMember) {
  const session::Session session = SampleSession();
  v1::Session message;
  FillSession(session, message);
  EXPECT_EQ(message.config_path(), "/home/alice/prod.ini");
  EXPECT_EQ(message.config_path_origin(), v1::ORIGIN_OPTION);
  EXPECT_EQ(message.api_url(), "https://api.example");
  EXPECT_EQ(message.api_url_origin(), v1::ORIGIN_FILE);
  EXPECT_EQ(message.username(), "alice");
  EXPECT_EQ(message.user_id(), "5682c3e0-3635-58f7-b7f5-694962450dfc");
  EXPECT_EQ(message.hotkey_name(), "ci");
  EXPECT_EQ(message.hotkey_ss58_address(), session.hotkey_ss58_address);
  EXPECT_EQ(message.payment_address(), "5Pay");
  EXPECT_TRUE(message.can_sign());
  EXPECT_EQ(message.load_time().seconds(), 1'700'000'000);
  EXPECT_EQ(message.load_time().nanos(), 250'000'000);
  ASSERT_EQ(message.warnings_size(), 2);
  EXPECT_EQ(message.warnings(0).code(), "ONE");
  EXPECT_EQ(message.warnings(0).text(), "one");
  EXPECT_EQ(message.warnings(0).facts().at("path"), "/c");
  EXPECT_EQ(message.warnings(1).text(), "two");
  EXPECT_TRUE(message.allow_missing());
  EXPECT_EQ(message.allow_missing_origin(), v1::ORIGIN_ENVIRONMENT);
  EXPECT_EQ(message.auth_method(), v1::AUTH_METHOD_HOTKEY);
  EXPECT_EQ(message.api_key_id(), "");
}

TEST(SessionMessagesTest, FillSession_WithoutAHotkeyCannotSign) {
  session::Session session = SampleSession();
  session.hotkey.reset();
  v1::Session message;
  FillSession(session, message);
  EXPECT_FALSE(message.can_sign());
  EXPECT_EQ(message.auth_method(), v1::AUTH_METHOD_UNSPECIFIED);
}

TEST(SessionMessagesTest, FillSession_TellsAnApiKeysIdAndNothingElseOfIt) {
  session::Session session = SampleSession();
  session.hotkey.reset();
  session.api_key = model::SampleApiKey();
  session.api_key_id = session.api_key->api_key_id();
  session.api_key_origin = Origin::kStdin;
  session.base_url = "https://file.example";
  v1::Session message;
  FillSession(session, message);
  EXPECT_EQ(message.auth_method(), v1::AUTH_METHOD_API_KEY);
  EXPECT_EQ(message.api_key_id(), "0123abcd-4567-89ef-0123-456789abcdef");
  EXPECT_EQ(message.api_key_origin(), v1::ORIGIN_STDIN);
  EXPECT_EQ(message.file_api_url(), "https://file.example");
  EXPECT_EQ(message.SerializeAsString().find("SecretPart"), std::string::npos);
}

TEST(SessionMessagesTest, FillDaemonInfo_TellsAboutTheDaemon) {
  DaemonFacts facts;
  facts.pid = 4711;
  facts.socket_path = "/run/user/1000/chutesd/chutesd.sock";
  facts.start_time = model::Time(std::chrono::microseconds(1'700'000'000'000'001));
  v1::DaemonInfo message;
  FillDaemonInfo(facts, 3, message);
  EXPECT_EQ(message.version(), chutes::kVersion);
  EXPECT_EQ(message.commit(), chutes::kCommit);
  EXPECT_EQ(message.pid(), 4711);
  EXPECT_EQ(message.start_time().seconds(), 1'700'000'000);
  EXPECT_EQ(message.start_time().nanos(), 1'000);
  EXPECT_EQ(message.socket_path(), "/run/user/1000/chutesd/chutesd.sock");
  EXPECT_EQ(message.session_count(), 3);
}

}  // namespace
}  // namespace chutesd::rpc
