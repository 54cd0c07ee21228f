#include "daemon/crypto/mnemonic.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/crypto/bip39_words.h"
#include "daemon/crypto/byte_view.h"
#include "daemon/crypto/pbkdf2.h"

namespace chutesd::crypto {
namespace {

constexpr std::size_t kBitsPerWord = 11;
constexpr std::size_t kSeedBytes = 32;
constexpr int kRounds = 2048;

using WordNumbers = std::vector<std::size_t>;
using Bytes = std::vector<std::uint8_t>;

const std::array<std::string_view, kBip39WordCount>& WordList() {
  static const auto list = [] {
    std::array<std::string_view, kBip39WordCount> words;
    std::size_t at = 0;
    for (std::string_view& word : words) {
      word = kBip39Words.substr(at, kBip39Words.find(' ', at) - at);
      at += word.size() + 1;
    }
    return words;
  }();
  return list;
}

Status Refuse(std::string message) {
  return Failure{.reason = Reason::kInvalidArgument,
                 .message = std::move(message),
                 .next_step = "copy the phrase again from where it was written down"};
}

// How long looking a word up takes tells something of it to who can measure that from outside; a phrase is
// read once, from a file of the same user.
Result<WordNumbers> NumbersOf(std::string_view phrase) {
  constexpr std::string_view kBlanks = " \t\r\n";
  WordNumbers numbers;
  std::size_t at = phrase.find_first_not_of(kBlanks);
  while (at != std::string_view::npos) {
    const std::size_t end = std::min(phrase.find_first_of(kBlanks, at), phrase.size());
    const std::string_view word = phrase.substr(at, end - at);
    const auto& list = WordList();
    const auto* const found = std::lower_bound(list.begin(), list.end(), word);
    if (found == list.end() || *found != word) {
      return Refuse(fmt::format("word {} of the phrase is not in the English word list", numbers.size() + 1));
    }
    numbers.push_back(static_cast<std::size_t>(found - list.begin()));
    at = phrase.find_first_not_of(kBlanks, end);
  }
  if (numbers.size() < 12 || numbers.size() > 24 || numbers.size() % 3 != 0) {
    return Refuse(fmt::format("a phrase has 12, 15, 18, 21 or 24 words; this one has {}", numbers.size()));
  }
  return numbers;
}

// The bits of the words, first bit first, filled up to whole bytes.
Bytes BitsOf(const WordNumbers& numbers) {
  Bytes bits((numbers.size() * kBitsPerWord + 7) / 8);
  std::size_t bit = 0;
  for (const std::size_t number : numbers) {
    for (std::size_t i = kBitsPerWord; i-- > 0; ++bit) {
      const auto value = static_cast<std::uint8_t>((number >> i) & 1U);
      bits[bit / 8] = static_cast<std::uint8_t>(bits[bit / 8] | (value << (7 - bit % 8)));
    }
  }
  return bits;
}

}  // namespace

Result<SecretBytes> SeedOfPhrase(std::string_view phrase) {
  const Result<WordNumbers> numbers = NumbersOf(phrase);
  if (!numbers.ok()) return numbers.status();
  const Bytes bits = BitsOf(*numbers);
  // Of every 33 bits one belongs to the checksum.
  const std::size_t entropy_size = numbers->size() * 4 / 3;
  const std::size_t checksum_bits = numbers->size() / 3;
  const std::span<const std::uint8_t> entropy(bits.data(), entropy_size);
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), entropy.data(), entropy.size());
  const auto unused = static_cast<unsigned>(8 - checksum_bits);
  const bool fits = (hash[0] >> unused) == (bits[entropy_size] >> unused);
  sodium_memzero(hash.data(), hash.size());
  if (!fits) return Refuse("the phrase's checksum does not fit: a word is wrong, or the order");
  const SecretBytes key = Pbkdf2(Digest::kSha512, entropy, BytesOf("mnemonic"), kRounds, 2 * kSeedBytes);
  return SecretBytes::CopyOf(key.Reveal().first(kSeedBytes));
}

}  // namespace chutesd::crypto
