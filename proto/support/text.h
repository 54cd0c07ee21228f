#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Text for both programs. Pure, and by the standard library alone: the tables of libutf8proc would make the
// CLI a twelfth larger, and they count no column for marks that have one.
namespace chutesd::support {

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  // in bytes
};

// The first character of a text that is not empty; nothing if it is not valid UTF-8 (RFC 3629): overlong
// forms, surrogates and what lies beyond U+10FFFF are not.
std::optional<CodePoint> FirstCodePoint(std::string_view text);

// Whether all of `text` is UTF-8, as protobuf and Python want it.
bool IsUtf8(std::string_view text);

// Controls, and characters that reorder, hide or break the text around them. All lie below U+10000 or are
// tags.
bool IsUnsafe(char32_t value);

// `text` made fit for a message of limited size: if it has more than `most` bytes, as much of its beginning
// as fits with `...` behind it, cut between characters. Bytes that are not UTF-8 (a file's name may hold any)
// become `?`. `most` is at least 3.
std::string CappedText(std::string_view text, std::size_t most);

// ASCII, whatever the locale says.
constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsAlnum(char c) { return IsDigit(c) || IsUpper(c) || (c >= 'a' && c <= 'z'); }
constexpr bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
constexpr char Lower(char c) { return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
std::string LowerCase(std::string_view text);
constexpr bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
// `text` without white space at its ends.
std::string_view Trimmed(std::string_view text);
// Whether `text` is not empty and all of it are letters, digits and characters of `more`.
bool IsWordOf(std::string_view text, std::string_view more);

// `text` as one word of a shell, quoted only where that is needed. Control characters, and what else is not
// safe to print, become escapes in `$'...'`, so that the word can be typed as it is shown.
std::string ShellWord(std::string_view text);

// Those of `known` that `name` was probably meant to be, nearest first: few edits apart whatever the ASCII
// case, or one the beginning of the other. At most `most`, none twice.
std::vector<std::string> NearestNames(std::string_view name, const std::vector<std::string>& known,
                                      std::size_t most = 3);

// "; did you mean 'a', 'b' or 'c'?", or nothing.
std::string DidYouMean(std::string_view name, const std::vector<std::string>& known, std::size_t most = 3);

// Pointers to the texts and a null behind the last, as execve(2) wants them. `texts` outlives them.
std::vector<char*> Pointers(const std::vector<std::string>& texts);

}  // namespace chutesd::support

namespace chutes {
namespace support = chutesd::support;
}  // namespace chutes
