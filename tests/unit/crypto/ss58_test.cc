#include "daemon/crypto/ss58.h"

#include <gmock/gmock.h>

#include "daemon/base/failure.h"
#include "tests/unit/crypto/vectors.h"

namespace chutesd::crypto {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kAddress[] = "5HDvhV6WDCjCKyrXqGQSDYqQAzkzabNhctmiDYEqgBC66BsX";

TEST(Ss58, EncodesAndDecodesTheVectors) {
  for (const auto& test : vectors::Section(vectors::Load("ss58.json"), "valid", 19)) {
    SCOPED_TRACE(test.at("id").get<std::string>());
    const auto key = vectors::Fixed<32>(test.at("public_hex"));
    const auto address = test.at("address").get<std::string>();
    ASSERT_EQ(test.at("prefix"), 42);
    EXPECT_EQ(EncodeSs58(key), address);
    const auto decoded = DecodeSs58(address);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(*decoded, key);
  }
}

TEST(Ss58, OtherNetworksAreRefusedByTheirPrefix) {
  for (const auto& test : vectors::Section(vectors::Load("ss58.json"), "valid_other_prefix", 10)) {
    SCOPED_TRACE(test.at("id").get<std::string>());
    const auto prefix = test.at("prefix").get<std::uint16_t>();
    const auto refused = DecodeSs58(test.at("address").get<std::string>());
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(std::string(refused.status().message()),
                HasSubstr("prefix " + std::to_string(prefix) + "; needed is 42"));
  }
}

TEST(Ss58, RefusesTheInvalidVectorsWithoutRepeatingThem) {
  for (const auto& test : vectors::Section(vectors::Load("ss58.json"), "invalid", 24)) {
    SCOPED_TRACE(test.dump());
    const auto address = test.at("address").get<std::string>();
    const auto refused = DecodeSs58(address);
    ASSERT_FALSE(refused.ok());
    const auto failure = FailureOf(refused.status());
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->reason, Reason::kInvalidArgument);
    EXPECT_THAT(failure->message, testing::StartsWith("the SS58 address "));
    EXPECT_FALSE(failure->next_step.empty());
    if (!address.empty()) {
      EXPECT_THAT(failure->message, Not(HasSubstr(address)));
    }
  }
}

TEST(Ss58, SaysWhatIsWrong) {
  struct Case {
    std::string address;
    const char* says;
  };
  const std::string good = kAddress;
  const std::vector<Case> cases = {
      {"", "is empty"},
      {"0x" + std::string(64, 'e'), "is hexadecimal"},
      {std::string(64, 'e'), "has 64 characters"},
      {"0" + good.substr(1), "wrong character at position 1;"},
      {good + "\n", "wrong character at position 49;"},
      {good.substr(0, 20) + std::string(1, '\0') + good.substr(21), "wrong character at position 21;"},
      {good.substr(0, 20) + "\xc3" + good.substr(21), "wrong character at position 21;"},
      {good.substr(0, 47), "has 47 characters, not 48"},
      {good.substr(0, 47) + "Y", "checksum is wrong"},
      {good.substr(0, 30) + good.substr(31) + "1", "checksum is wrong"},
      {"1", "has 1 characters, not 48"},
      {"5gNZjTG7kNE6xDUPTPvXj9u6kwLAoKtnNezEgGp3Xba3DdTL", "prefix 46, which is reserved"},
      {"DrvevofBGDwhm2eRj44Uh3hwkj4HJMXTqnR18KYjViL2JJK5", "starts with no network prefix"},
  };
  for (const Case& test : cases) {
    const auto refused = DecodeSs58(test.address);
    ASSERT_FALSE(refused.ok()) << test.says;
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr(test.says));
  }
}

// Written in two bytes as 0x4a 0x80, prefix 42 would make a second spelling of each address.
TEST(Ss58, RefusesTheLongSpellingOfAShortPrefix) {
  const auto refused = DecodeSs58("Zp6Jff2aywpNnX2SPu1US4BowCp4m2DshGFAJ6arWvLhKkuUv");
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("in two bytes instead of one"));
}

TEST(Ss58, EveryByteOfTheKeyMakesTheRoundTrip) {
  PublicKey key{};
  for (std::size_t i = 0; i < key.size(); ++i) {
    for (const unsigned value : {1U, 0x80U, 0xffU}) {
      key.fill(0);
      key[i] = static_cast<std::uint8_t>(value);
      const std::string address = EncodeSs58(key);
      EXPECT_EQ(address.size(), 48U);
      EXPECT_EQ(address.front(), '5');
      const auto decoded = DecodeSs58(address);
      ASSERT_TRUE(decoded.ok()) << decoded.status();
      EXPECT_EQ(*decoded, key);
    }
  }
}

}  // namespace
}  // namespace chutesd::crypto
