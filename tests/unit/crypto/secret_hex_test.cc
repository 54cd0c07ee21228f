#include <gmock/gmock.h>

#include "daemon/base/failure.h"
#include "daemon/crypto/bytes.h"
#include "tests/unit/crypto/vectors.h"

namespace chutesd::crypto {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kSeed[] = "e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";

TEST(SecretHex, ReadsEitherCaseWithAndWithoutPrefix) {
  std::string upper = kSeed;
  for (char& digit : upper) digit = static_cast<char>(std::toupper(static_cast<unsigned char>(digit)));
  for (const std::string& text : {std::string(kSeed), upper, std::string("0x") + kSeed, "0X" + upper}) {
    const auto secret = DecodeSecretHex("the hotkey seed", text, 32);
    ASSERT_TRUE(secret.ok()) << secret.status();
    EXPECT_EQ(vectors::Hex(secret->Reveal()), kSeed);
  }
}

TEST(SecretHex, RefusesAllElseWithoutRepeatingIt) {
  struct Case {
    std::string text;
    const char* says;
  };
  const std::string seed = kSeed;
  const std::vector<Case> cases = {
      {"", "has 0 characters"},
      {"0x", "has 0 characters"},
      {seed + "00", "has 66 characters"},
      {seed.substr(1), "has 63 characters"},
      {"0x0x" + seed.substr(2), "other than hex digits"},
      {"g" + seed.substr(1), "near character 1"},
      {seed.substr(0, 63) + " ", "other than hex digits"},
      {seed.substr(0, 20) + ":" + seed.substr(21), "near character 21"},
      {seed.substr(0, 20) + std::string(1, '\0') + seed.substr(21), "near character 21"},
  };
  for (const Case& test : cases) {
    const auto refused = DecodeSecretHex("the hotkey seed", test.text, 32);
    ASSERT_FALSE(refused.ok()) << test.text;
    const auto failure = FailureOf(refused.status());
    EXPECT_EQ(failure->reason, Reason::kInvalidArgument);
    EXPECT_THAT(failure->message, testing::StartsWith("the hotkey seed "));
    EXPECT_THAT(failure->message, HasSubstr(test.says));
    EXPECT_THAT(failure->message, Not(HasSubstr(seed.substr(30, 8))));
    EXPECT_EQ(failure->next_step, "give exactly 64 hex digits");
  }
}

}  // namespace
}  // namespace chutesd::crypto
