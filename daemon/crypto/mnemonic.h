#pragma once

#include <cstddef>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_bytes.h"

namespace chutesd::crypto {

inline constexpr std::size_t kBip39WordCount = 2048;

// The words of the English list, parted by blanks and line breaks. A word's place in it is what it stands
// for.
extern const std::string_view kBip39Words;

// The seed (32 bytes, writable) that a phrase of 12, 15, 18, 21 or 24 English words stands for in
// Substrate, without a passphrase. Its entropy is stretched and not its text, so BIP-39 itself would make
// another seed of it. Any white space may part the words. INVALID_ARGUMENT, which shows no word, for a wrong
// count, a word that is not in the list, and a checksum that does not fit.
Result<SecretBytes> SeedOfPhrase(std::string_view phrase);

}  // namespace chutesd::crypto
