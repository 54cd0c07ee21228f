#include "daemon/ops/server_rules.h"

#include <fmt/format.h>
#include <locale.h>
#include <wctype.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "proto/support/text.h"

namespace chutesd::ops {
namespace {

constexpr std::size_t kUsernameMin = 3;
constexpr std::size_t kUsernameMax = 15;
constexpr std::size_t kKeyNameMax = 24;
constexpr std::size_t kSecretKeyMax = 256;
constexpr std::size_t kFingerprintMin = 16;
constexpr std::size_t kFingerprintMax = 128;
constexpr std::size_t kSecretValueMax = std::size_t{32} * 1024;

// Python's `\s` within ASCII.
bool IsPythonSpace(char c) { return support::IsSpace(c) || (c >= '\x1c' && c <= '\x1f'); }

// Beyond U+FFFF the server takes what Python's `\w` takes: letters and digits of any script.
bool IsKeyNameCharacter(char32_t point) {
  if (point > 0xFFFF) {
    static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return unicode == nullptr || iswalnum_l(static_cast<wint_t>(point), unicode) != 0;
  }
  if (point >= 0x80) return true;
  const char c = static_cast<char>(point);
  return support::IsAlnum(c) || IsPythonSpace(c) ||
         std::string_view("$._-").find(c) != std::string_view::npos;
}

}  // namespace

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !support::IsHexDigit(text[i])) return false;
  }
  return true;
}

std::optional<std::string> ProblemOfUsername(std::string_view username) {
  if (username.empty()) return "is empty";
  if (username.size() < kUsernameMin || username.size() > kUsernameMax ||
      !support::IsWordOf(username, "_-")) {
    return "must be 3 to 15 letters, digits, '_' or '-'";
  }
  return std::nullopt;
}

std::optional<std::string> ProblemOfApiKeyName(std::string_view name) {
  if (name.empty()) return "is empty";
  std::size_t count = 0;
  bool last_is_newline = false;
  for (; !name.empty(); ++count) {
    const std::optional<support::CodePoint> point = support::FirstCodePoint(name);
    if (!point) return "is not UTF-8";
    if (!IsKeyNameCharacter(point->value)) {
      return fmt::format(
          "has the character U+{:04X}; letters, digits, '$', '.', '_', '-' and blanks are allowed",
          static_cast<std::uint32_t>(point->value));
    }
    last_is_newline = name.front() == '\n';
    name.remove_prefix(point->size);
  }
  if (count > kKeyNameMax + (last_is_newline ? 1U : 0U)) {
    return fmt::format("is {} characters long; at most {} are allowed", count, kKeyNameMax);
  }
  return std::nullopt;
}

std::optional<std::string> ProblemOfSecretKey(std::string_view key) {
  if (key.empty()) return "is empty";
  if (key.size() > kSecretKeyMax) {
    return fmt::format("is {} bytes long; at most {} are allowed", key.size(), kSecretKeyMax);
  }
  if (support::IsDigit(key.front()) || !support::IsWordOf(key, "_")) {
    return "must be the name of an environment variable: letters, digits and '_', not starting with a digit";
  }
  return std::nullopt;
}

bool IsBannedSecretKey(std::string_view key) {
  constexpr std::array<std::string_view, 4> kAllowed = {"uv_system_python", "pythonunbuffered",
                                                        "pythonioencoding", "pythonwarnings"};
  constexpr std::array<std::string_view, 3> kBanned = {"http_proxy", "https_proxy",
                                                       "hf_hub_disable_ssl_verify"};
  const std::string lower = support::LowerCase(key);
  if (std::find(kBanned.begin(), kBanned.end(), lower) != kBanned.end()) return true;
  const bool suspicious = lower.find("python") != std::string::npos ||
                          lower.find("sglang") != std::string::npos || lower.starts_with("sgl_") ||
                          lower.starts_with("ld_");
  return suspicious && std::find(kAllowed.begin(), kAllowed.end(), lower) == kAllowed.end();
}

std::optional<std::string> ProblemOfSecretValue(std::string_view value) {
  if (value.empty()) return "is empty";
  if (value.size() > kSecretValueMax) {
    return fmt::format("is {} bytes long; at most {} are allowed", value.size(), kSecretValueMax);
  }
  if (value.find('\0') != std::string_view::npos)
    return "holds a NUL byte, which no environment variable can";
  if (!support::IsUtf8(value)) return "is not UTF-8";
  return std::nullopt;
}

std::optional<std::string> ProblemOfRegistrationToken(std::string_view token) {
  if (token.empty()) return "is empty";
  if (!IsUuid(token)) return "is not a registration token: 32 hex digits in five groups";
  return std::nullopt;
}

std::optional<std::string> ProblemOfFingerprint(std::string_view fingerprint) {
  if (fingerprint.empty()) return "is empty: nobody could sign in with it";
  if (fingerprint.size() < kFingerprintMin || fingerprint.size() > kFingerprintMax) {
    return fmt::format("must have {} to {} characters", kFingerprintMin, kFingerprintMax);
  }
  const bool printable =
      std::all_of(fingerprint.begin(), fingerprint.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (!printable) return "must have printable ASCII characters only, and no blanks";
  return std::nullopt;
}

}  // namespace chutesd::ops
