#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "tests/unit/base/no_cli.h"
#include "tests/unit/model/sample_api_key.h"

namespace chutesd::model {
namespace {

const std::string kKey(kSampleApiKey);

TEST(ApiKeyText, TellsBothIdsOffline) {
  const auto key = ApiKeyText::Parse(kKey);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->Reveal(), kKey);
  EXPECT_EQ(key->api_key_id(), "0123abcd-4567-89ef-0123-456789abcdef");
  EXPECT_EQ(key->user_id(), "44b99a8e-6839-5638-90a9-a4a14874a2fc");
}

TEST(ApiKeyText, TakesWhiteSpaceOffItsEnds) {
  const auto key = ApiKeyText::Parse("\t " + kKey + " \r\n");
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->Reveal(), kKey);
}

TEST(ApiKeyText, RefusesWhatIsNoKeyAndShowsNothingOfIt) {
  std::vector<std::string> wrong = {
      "", " \n", "cpk_", kKey.substr(0, 101), kKey + "x", "Basic " + kKey, "cak_" + kKey.substr(4)};
  for (const std::size_t at : {4U, 36U, 37U, 69U, 70U, 101U}) {
    for (const char c : {'-', ' ', '\n', 'G', '.'}) {
      std::string changed = kKey;
      changed[at] = c;
      // A dot where one belongs, a capital in the secret, and white space at the very end are right.
      const bool is_right = changed == kKey || (at >= 70 && c == 'G');
      if (!is_right) wrong.push_back(changed);
    }
  }
  for (const std::string& text : wrong) {
    const auto key = ApiKeyText::Parse(text);
    ASSERT_FALSE(key.ok()) << text;
    const Failure failure = key.failure();
    EXPECT_EQ(failure.reason, Reason::kApiKeyRefused);
    EXPECT_EQ(failure.violations.at(0).field, "session.api_key");
    EXPECT_FALSE(failure.next_step.empty());
    ExpectNoCliCommand(failure);
    const std::string said = key.status().message() + failure.message + failure.violations[0].description;
    EXPECT_EQ(said.find("0123abcd"), std::string::npos);
    EXPECT_EQ(said.find("SecretPart"), std::string::npos);
  }
}

}  // namespace
}  // namespace chutesd::model
