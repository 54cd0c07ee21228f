#include <gtest/gtest.h>

#include <string>

#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/secrets.pb.h"
#include "chutesd/v1/session.pb.h"
#include "client/rpc/rpc.h"
#include "tests/unit/client/fake_platform.h"

namespace chutes {
namespace {

const std::string kKey = "cpk_made.up.key";

class ApiKeyTest : public testing::Test {
 protected:
  chutesd::v1::SessionSelector Sent() {
    return platform_.Seen<chutesd::v1::ListKeysRequest>(platform_.calls.size() - 1).session();
  }
  FakePlatform platform_;
};

TEST_F(ApiKeyTest, TheVariableGoesWithTheRequest) {
  platform_.variables["CHUTES_API_KEY"] = kKey;
  platform_.Answer(rpc::method::kListKeys, chutesd::v1::ListKeysResponse());
  EXPECT_EQ(platform_.Run({"keys", "list"}), 0) << platform_.err;
  EXPECT_EQ(Sent().api_key(), kKey);
  EXPECT_EQ(Sent().api_key_origin(), chutesd::v1::ORIGIN_ENVIRONMENT);
}

TEST_F(ApiKeyTest, StandardInputWinsOverTheVariable) {
  platform_.variables["CHUTES_API_KEY"] = "cpk_other";
  platform_.input = kKey + "\n";
  platform_.Answer(rpc::method::kListKeys, chutesd::v1::ListKeysResponse());
  EXPECT_EQ(platform_.Run({"keys", "list", "--api-key-stdin"}), 0) << platform_.err;
  EXPECT_EQ(Sent().api_key(), kKey);
  EXPECT_EQ(Sent().api_key_origin(), chutesd::v1::ORIGIN_STDIN);
}

TEST_F(ApiKeyTest, OnlyTheFirstLineIsTheKey) {
  platform_.input = kKey + "\nthe value\n";
  platform_.Answer(rpc::method::kCreateSecret, chutesd::v1::CreateSecretResponse());
  EXPECT_EQ(platform_.Run(
                {"secrets", "create", "--purpose", "c", "--key", "K", "--value-stdin", "--api-key-stdin"}),
            0)
      << platform_.err;
  const auto request = platform_.Seen<chutesd::v1::CreateSecretRequest>(0);
  EXPECT_EQ(request.session().api_key(), kKey);
  EXPECT_EQ(request.value(), "the value");
}

TEST_F(ApiKeyTest, RefusesWhatCannotBeAKeyWithoutShowingIt) {
  for (const std::string& wrong :
       {std::string(), std::string("\n"), std::string(2000, 'k'), std::string("k\xff")}) {
    platform_.input = wrong;
    EXPECT_EQ(platform_.Run({"keys", "list", "--api-key-stdin"}), 2);
    EXPECT_EQ(platform_.err.find("kkkk"), std::string::npos);
    EXPECT_NE(platform_.err.find("--api-key-stdin"), std::string::npos);
  }
  platform_.variables["CHUTES_API_KEY"] = "k\xff";
  EXPECT_EQ(platform_.Run({"keys", "list"}), 2);
  EXPECT_NE(platform_.err.find("CHUTES_API_KEY"), std::string::npos);
  EXPECT_TRUE(platform_.calls.empty());
}

TEST_F(ApiKeyTest, IsNotReadFromATerminal) {
  platform_.in_is_terminal = true;
  platform_.input = kKey + "\n";
  EXPECT_EQ(platform_.Run({"keys", "list", "--api-key-stdin"}), 2);
  EXPECT_TRUE(platform_.calls.empty());
}

TEST_F(ApiKeyTest, TheVersionIsAskedForWithoutIt) {
  platform_.variables["CHUTES_API_KEY"] = kKey;
  platform_.Answer(rpc::method::kGetSession, chutesd::v1::GetSessionResponse());
  EXPECT_EQ(platform_.Run({"version"}), 0);
  EXPECT_EQ(platform_.Seen<chutesd::v1::GetSessionRequest>(0).session().api_key(), "");
}

}  // namespace
}  // namespace chutes
