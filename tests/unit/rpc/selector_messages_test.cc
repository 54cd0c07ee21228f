#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "daemon/rpc/common_messages.h"
#include "tests/unit/model/sample_api_key.h"
#include "tests/unit/rpc/refused_field.h"

namespace chutesd::rpc {
namespace {

using session::Origin;

TEST(SelectorMessagesTest, SelectorFrom_NothingSetMeansTheDaemonsOwnSession) {
  const auto selector = SelectorFrom(v1::SessionSelector());
  ASSERT_TRUE(selector.ok()) << selector.status();
  EXPECT_TRUE(selector->empty());
  EXPECT_EQ(selector->config_path_origin, Origin::kRequest);
  EXPECT_EQ(selector->api_key, nullptr);
}

TEST(SelectorMessagesTest, SelectorFrom_CopiesEveryMember) {
  v1::SessionSelector message;
  message.set_config_path("/home/alice/prod.ini");
  message.set_config_path_origin(v1::ORIGIN_OPTION);
  message.set_api_url("https://api.example");
  message.set_api_url_origin(v1::ORIGIN_ENVIRONMENT);
  message.set_allow_missing(true);
  message.set_allow_missing_origin(v1::ORIGIN_UNSPECIFIED);
  const auto selector = SelectorFrom(message);
  ASSERT_TRUE(selector.ok()) << selector.status();
  EXPECT_EQ(selector->config_path, "/home/alice/prod.ini");
  EXPECT_EQ(selector->config_path_origin, Origin::kOption);
  EXPECT_EQ(selector->api_url, "https://api.example");
  EXPECT_EQ(selector->api_url_origin, Origin::kEnvironment);
  EXPECT_TRUE(selector->allow_missing);
  EXPECT_EQ(selector->allow_missing_origin, Origin::kRequest);
}

TEST(SelectorMessagesTest, SelectorFrom_AClientCannotClaimTheDaemonsOrigins) {
  for (const v1::Origin origin : {v1::ORIGIN_FILE, v1::ORIGIN_DAEMON}) {
    v1::SessionSelector message;
    message.set_config_path("/a");
    message.set_config_path_origin(origin);
    EXPECT_EQ(SelectorFrom(message)->config_path_origin, Origin::kRequest);
  }
}

TEST(SelectorMessagesTest, SelectorFrom_NamesTheFieldThatIsWrong) {
  const auto refused = [](const std::string& path, const std::string& url) {
    v1::SessionSelector message;
    message.set_config_path(path);
    message.set_api_url(url);
    return RefusedField(SelectorFrom(message).status());
  };
  EXPECT_EQ(refused("config.ini", ""), "session.config_path");
  EXPECT_EQ(refused("~/config.ini", ""), "session.config_path");
  EXPECT_EQ(refused("/" + std::string(4096, 'x'), ""), "session.config_path");
  EXPECT_EQ(refused(std::string("/a\0b", 4), ""), "session.config_path");
  EXPECT_EQ(refused("/" + std::string(4095, 'x'), ""), "(accepted)");
  EXPECT_EQ(refused("", std::string(2049, 'x')), "session.api_url");
  EXPECT_EQ(refused("", std::string("a\0b", 3)), "session.api_url");
}

TEST(SelectorMessagesTest, SelectorFrom_NamesEveryFieldThatIsWrong) {
  v1::SessionSelector message;
  message.set_config_path("config.ini");
  message.set_api_url(std::string(2049, 'x'));
  message.set_api_key("hunter2hunter2");
  const Status status = SelectorFrom(message).status();
  EXPECT_EQ(status.reason(), Reason::kInvalidArgument);
  const std::vector<std::string> fields = RefusedFields(status);
  EXPECT_EQ(std::set<std::string>(fields.begin(), fields.end()),
            (std::set<std::string>{"session.config_path", "session.api_url", "session.api_key"}));
  EXPECT_EQ(status.message().find("hunter2"), std::string::npos);
}

TEST(SelectorMessagesTest, OriginMessage_TranslatesEveryOrigin) {
  EXPECT_EQ(OriginMessage(Origin::kRequest), v1::ORIGIN_UNSPECIFIED);
  EXPECT_EQ(OriginMessage(Origin::kOption), v1::ORIGIN_OPTION);
  EXPECT_EQ(OriginMessage(Origin::kEnvironment), v1::ORIGIN_ENVIRONMENT);
  EXPECT_EQ(OriginMessage(Origin::kFile), v1::ORIGIN_FILE);
  EXPECT_EQ(OriginMessage(Origin::kDefault), v1::ORIGIN_DEFAULT);
  EXPECT_EQ(OriginMessage(Origin::kDaemon), v1::ORIGIN_DAEMON);
  EXPECT_EQ(OriginMessage(Origin::kProfile), v1::ORIGIN_PROFILE);
  EXPECT_EQ(OriginMessage(Origin::kStdin), v1::ORIGIN_STDIN);
}

TEST(SelectorMessagesTest, SelectorFrom_TakesAnApiKeyAndWhereItCameFrom) {
  v1::SessionSelector message;
  message.set_api_key(" " + std::string(model::kSampleApiKey) + "\n");
  message.set_api_key_origin(v1::ORIGIN_STDIN);
  const auto selector = SelectorFrom(message);
  ASSERT_TRUE(selector.ok()) << selector.status();
  EXPECT_FALSE(selector->empty());
  ASSERT_NE(selector->api_key, nullptr);
  EXPECT_EQ(selector->api_key->Reveal(), model::kSampleApiKey);
  EXPECT_EQ(selector->api_key_origin, Origin::kStdin);
}

TEST(SelectorMessagesTest, SelectorFrom_RefusesWhatIsNoApiKeyWithoutShowingIt) {
  v1::SessionSelector message;
  message.set_api_key("hunter2hunter2");
  const Status status = SelectorFrom(message).status();
  EXPECT_EQ(RefusedField(status), "session.api_key");
  EXPECT_EQ(status.failure().reason, Reason::kApiKeyRefused);
  EXPECT_EQ(status.message().find("hunter2"), std::string::npos);
}

TEST(SelectorMessagesTest, PageArguments_BindAListToItsApiKeyWithoutHoldingIt) {
  v1::SessionSelector message;
  const std::string without = PageArguments("keys", message, "");
  message.set_api_key(std::string(model::kSampleApiKey));
  const std::string with = PageArguments("keys", message, "");
  message.set_api_key(std::string(model::kOtherApiKey));
  EXPECT_NE(with, without);
  EXPECT_NE(with, PageArguments("keys", message, ""));
  EXPECT_EQ(with.find("SecretPart"), std::string::npos);
}

}  // namespace
}  // namespace chutesd::rpc
