#include "daemon/crypto/mnemonic.h"

#include <gmock/gmock.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "daemon/crypto/bytes.h"
#include "tests/unit/crypto/vectors.h"

namespace chutesd::crypto {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Bip39Words, AreTheListOfTheStandard) {
  std::istringstream words{std::string(kBip39Words)};
  std::string lines;
  for (std::string word; words >> word;) lines += word + "\n";
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), static_cast<std::ptrdiff_t>(kBip39WordCount));
  // Of english.txt as BIP-39 publishes it.
  EXPECT_EQ(Sha256Hex(lines), "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
}

TEST(SeedOfPhrase, IsSubstratesMiniSecret) {
  for (const auto& test : vectors::Section(vectors::Load("sr25519.json"), "mnemonics", 3)) {
    const auto seed = SeedOfPhrase(test.at("mnemonic").get<std::string>());
    ASSERT_TRUE(seed.ok()) << seed.status();
    EXPECT_EQ(vectors::Hex(seed->Reveal()), test.at("mini_secret_hex").get<std::string>());
  }
}

// Phrases of each length: `zero` is the entropy of zeros, whose last word differs with the length.
TEST(SeedOfPhrase, TakesEveryLength) {
  const std::vector<std::pair<int, std::string>> lasts = {
      {12, "about"}, {15, "address"}, {18, "agent"}, {21, "admit"}, {24, "art"}};
  for (const auto& [count, last] : lasts) {
    std::string phrase;
    for (int i = 1; i < count; ++i) phrase += "abandon ";
    const auto seed = SeedOfPhrase(phrase + last);
    EXPECT_TRUE(seed.ok()) << count << ": " << seed.status();
    EXPECT_FALSE(SeedOfPhrase(phrase + "abandon").ok()) << count;
  }
}

TEST(SeedOfPhrase, AnyWhiteSpacePartsTheWords) {
  const std::string phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
  std::string spread = "\n  ";
  for (const char c : phrase) spread += c == ' ' ? std::string(" \t\r\n") : std::string(1, c);
  const auto seed = SeedOfPhrase(spread + "  ");
  ASSERT_TRUE(seed.ok()) << seed.status();
  EXPECT_EQ(vectors::Hex(seed->Reveal()), vectors::Hex(SeedOfPhrase(phrase)->Reveal()));
}

TEST(SeedOfPhrase, SaysWhatIsWrongWithoutAWordOfIt) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "this one has 0"},
      {"bottom drive obey", "this one has 3"},
      {"bottom drive obey lake curtain smoke basket hold race lonely fit walk walk", "this one has 13"},
      {"bottom drive obey lake curtain smoke basket hold race lonely fit bottom", "checksum"},
      {"drive bottom obey lake curtain smoke basket hold race lonely fit walk", "checksum"},
      {"bottom drive obey lake curtain smoke basket hold race lonely fit walks", "word 12"},
      {"Bottom drive obey lake curtain smoke basket hold race lonely fit walk", "word 1 "},
      {"bottom zzzz obey lake curtain smoke basket hold race lonely fit walk", "word 2 "},
      {std::string("bottom\0drive", 12), "word 1 "},
  };
  for (const auto& [phrase, says] : cases) {
    const auto seed = SeedOfPhrase(phrase);
    ASSERT_FALSE(seed.ok()) << phrase;
    EXPECT_THAT(std::string(seed.status().message()), HasSubstr(says));
    EXPECT_THAT(seed.status().message(), Not(HasSubstr("bottom")));
    EXPECT_THAT(seed.status().message(), Not(HasSubstr("zzzz")));
  }
}

}  // namespace
}  // namespace chutesd::crypto
