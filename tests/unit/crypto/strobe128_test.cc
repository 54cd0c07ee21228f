#include "daemon/crypto/bytes.h"
#include "daemon/crypto/merlin.h"
#include "tests/unit/crypto/vectors.h"

namespace chutesd::crypto {
namespace {

// The operations are those that the case's `note` names.
TEST(Strobe128, ConformsToTheVectors) {
  const auto test = vectors::Section(vectors::Load("sr25519.json"), "strobe", 1).front();
  Strobe128 strobe("Conformance Test Protocol");
  const std::vector<std::uint8_t> message(1024, 99);
  strobe.MetaAd(BytesOf("ms"));
  strobe.More(BytesOf("g"));
  strobe.Ad(message);
  strobe.MetaAd(BytesOf("prf"));
  std::array<std::uint8_t, 32> first{};
  strobe.Prf(first);
  EXPECT_EQ(vectors::Hex(first), test.at("prf1_hex").get<std::string>());

  strobe.MetaAd(BytesOf("key"));
  strobe.Key(first);
  strobe.MetaAd(BytesOf("prf"));
  std::array<std::uint8_t, 32> second{};
  strobe.Prf(second);
  EXPECT_EQ(vectors::Hex(second), test.at("prf2_hex").get<std::string>());
}

TEST(Strobe128, IsTheSameHoweverAnOperationIsDivided) {
  std::vector<std::uint8_t> message(500);
  for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<std::uint8_t>(i);
  Strobe128 whole("divided");
  whole.MetaAd(message);
  for (std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{165}, std::size_t{166},
                          std::size_t{333}, message.size()}) {
    Strobe128 divided("divided");
    divided.MetaAd(std::span(message).first(cut));
    divided.More(std::span(message).subspan(cut));
    EXPECT_EQ(divided.state(), whole.state()) << cut;
    EXPECT_EQ(divided.position(), whole.position()) << cut;
  }
}

TEST(Strobe128, LongKeysAndOutputsRunOverBlocks) {
  const std::vector<std::uint8_t> key(400, 7);
  Strobe128 one("blocks");
  one.Key(key);
  Strobe128 other = one;
  std::vector<std::uint8_t> longer(400);
  std::vector<std::uint8_t> shorter(170);
  one.Prf(longer);
  other.Prf(shorter);
  EXPECT_TRUE(std::equal(shorter.begin(), shorter.end(), longer.begin()));
  EXPECT_NE(one.state(), other.state());
}

}  // namespace
}  // namespace chutesd::crypto
