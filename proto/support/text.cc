#include "proto/support/text.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace chutesd::support {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// C0, DEL, C1; the soft hyphen; marks and overrides of direction; separators; spaces without width; invisible
// operators and tags; the byte order mark. Joiners stay: Persian and emoji need them.
constexpr std::array kUnsafe = {
    Range{0x0000, 0x001f}, Range{0x007f, 0x009f}, Range{0x00ad, 0x00ad}, Range{0x061c, 0x061c},
    Range{0x180e, 0x180e}, Range{0x200b, 0x200b}, Range{0x200e, 0x200f}, Range{0x2028, 0x202e},
    Range{0x2060, 0x206f}, Range{0xfeff, 0xfeff}, Range{0xfff9, 0xfffb}, Range{0xe0000, 0xe007f},
};

// Whether `text` is UTF-8 and all its characters are such.
bool AreAll(std::string_view text, bool (*is_such)(char32_t)) {
  while (!text.empty()) {
    const std::optional<CodePoint> first = FirstCodePoint(text);
    if (!first || !is_such(first->value)) return false;
    text.remove_prefix(first->size);
  }
  return true;
}

// Edits (insert, delete, replace a byte) that make one of the other.
std::size_t Distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

bool IsBeginning(std::string_view beginning, std::string_view text) {
  constexpr std::size_t kShortestBeginning = 3;
  return beginning.size() >= kShortestBeginning && text.starts_with(beginning);
}

// As `$'...'` of bash, zsh and POSIX 2024. `!` has no meaning in quotes, but bash's history thinks otherwise.
std::string EscapedShellWord(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::string quoted = "$'";
  while (!text.empty()) {
    const std::optional<CodePoint> first = FirstCodePoint(text);
    const std::string_view bytes = text.substr(0, first ? first->size : 1);
    if (bytes == "\n") {
      quoted += "\\n";
    } else if (bytes == "\t") {
      quoted += "\\t";
    } else if (bytes == "\\") {
      quoted += "\\\\";
    } else if (!first || IsUnsafe(first->value) || bytes == "'" || bytes == "!") {
      for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        (quoted += "\\x").append(1, kHexDigits[byte >> 4U]).append(1, kHexDigits[byte & 0xfU]);
      }
    } else {
      quoted += bytes;
    }
    text.remove_prefix(bytes.size());
  }
  return quoted + "'";
}

}  // namespace

std::optional<CodePoint> FirstCodePoint(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80U) return CodePoint{lead, 1};
  // By size: anything below is an overlong form.
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const auto size = static_cast<std::size_t>(std::countl_one(lead));
  if (size < 2 || size >= kSmallest.size() || text.size() < size) return std::nullopt;
  char32_t value = lead & (0x7fU >> size);
  for (const char c : text.substr(1, size - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) != 0x80U) return std::nullopt;
    value = (value << 6U) | (byte & 0x3fU);
  }
  const bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < kSmallest[size] || value > 0x10ffff || is_surrogate) return std::nullopt;
  return CodePoint{value, size};
}

bool IsUtf8(std::string_view text) {
  return AreAll(text, [](char32_t) { return true; });
}

bool IsUnsafe(char32_t value) {
  return std::any_of(kUnsafe.begin(), kUnsafe.end(),
                     [value](const Range& range) { return value >= range.first && value <= range.last; });
}

std::string CappedText(std::string_view text, std::size_t most) {
  constexpr std::string_view kEllipsis = "...";
  const std::size_t room = text.size() > most ? most - kEllipsis.size() : most;
  std::string capped;
  for (std::string_view rest = text; !rest.empty();) {
    const std::optional<CodePoint> first = FirstCodePoint(rest);
    const std::string_view next = first ? rest.substr(0, first->size) : std::string_view("?");
    if (capped.size() + next.size() > room) break;
    capped += next;
    rest.remove_prefix(first ? first->size : 1);
  }
  if (text.size() > most) capped += kEllipsis;
  return capped;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  return lower;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

bool IsWordOf(std::string_view text, std::string_view more) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [more](char c) {
    return IsAlnum(c) || more.find(c) != std::string_view::npos;
  });
}

std::string ShellWord(std::string_view text) {
  // A leading `~` would be expanded when bare.
  if (IsWordOf(text, "_./~+,:@%=-") && text.front() != '~') return std::string(text);
  if (!AreAll(text, [](char32_t value) { return !IsUnsafe(value); })) return EscapedShellWord(text);
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? R"('\'')" : std::string(1, c);
  return quoted + "'";
}

std::vector<std::string> NearestNames(std::string_view name, const std::vector<std::string>& known,
                                      std::size_t most) {
  constexpr std::size_t kLongestName = 256;  // the comparison takes time by the product of the lengths
  if (name.size() > kLongestName) return {};
  const std::string wanted = LowerCase(name);
  const std::size_t farthest =
      std::max<std::size_t>(2, wanted.size() / 3);  // a third of the letters are wrong
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& candidate : known) {
    if (candidate.size() > kLongestName) continue;
    const std::string lower = LowerCase(candidate);
    std::size_t distance = Distance(wanted, lower);
    if (IsBeginning(wanted, lower) || IsBeginning(lower, wanted)) distance = std::min(distance, farthest);
    if (distance <= farthest && distance < std::max(wanted.size(), lower.size()))
      near.emplace_back(distance, candidate);
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < near.size() && i < most; ++i) names.push_back(std::move(near[i].second));
  return names;
}

std::string DidYouMean(std::string_view name, const std::vector<std::string>& known, std::size_t most) {
  const std::vector<std::string> names = NearestNames(name, known, most);
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += i == 0 ? "; did you mean '" : i + 1 == names.size() ? " or '" : ", '";
    text += names[i] + "'";
  }
  return text.empty() ? text : text + "?";
}

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers(texts.size() + 1);
  std::ranges::transform(texts, pointers.begin(),
                         [](const auto& text) { return const_cast<char*>(text.c_str()); });
  return pointers;
}

}  // namespace chutesd::support
