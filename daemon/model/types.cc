#include "daemon/model/types.h"

#include "proto/support/text.h"

namespace chutesd::model {
namespace {

constexpr std::string_view kPrefix = "cpk_";
constexpr std::size_t kPartSize = 32;
constexpr std::size_t kUserAt = kPrefix.size() + kPartSize + 1;
constexpr std::size_t kSecretAt = kUserAt + kPartSize + 1;
constexpr std::size_t kTextSize = kSecretAt + kPartSize;  // 102

// Whether all of `text` are lower-case hex digits.
bool IsLowerHex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string WithDashes(std::string_view digits) {
  std::string uuid(digits);
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) uuid.insert(dash, 1, '-');
  return uuid;
}

Status Refuse(std::string_view problem) {
  Failure failure{Reason::kApiKeyRefused, "the API key " + std::string(problem) + "; it was not sent"};
  failure.next_step =
      "give the whole secret_key that CreateKey returned: cpk_ and three parts of 32 characters with "
      "dots between them, 102 characters in all";
  failure.violations.push_back({"session.api_key", std::string(problem)});
  return failure;
}

}  // namespace

Result<ApiKeyText> ApiKeyText::Parse(std::string_view text) {
  const std::string_view key = support::Trimmed(text);
  if (key.empty()) return Refuse("is empty");
  for (const std::string_view scheme : {"basic ", "bearer "}) {
    const bool is_scheme = support::LowerCase(key.substr(0, scheme.size())) == scheme;
    if (is_scheme) return Refuse("has the word of a header before it: take `Basic ` or `Bearer ` away");
  }
  if (key.front() == '"' || key.front() == '\'') return Refuse("has quotes around it: take them away");
  if (!key.starts_with(kPrefix)) return Refuse("does not begin with cpk_");
  if (key.size() != kTextSize) {
    return Refuse(key.size() < kTextSize ? "is too short" : "is too long, or there is something behind it");
  }
  const std::string_view id = key.substr(kPrefix.size(), kPartSize);
  const std::string_view user = key.substr(kUserAt, kPartSize);
  const bool well_formed = key[kUserAt - 1] == '.' && key[kSecretAt - 1] == '.' && IsLowerHex(id) &&
                           IsLowerHex(user) && support::IsWordOf(key.substr(kSecretAt), "");
  if (!well_formed) return Refuse("has a character that an API key has not at that place");
  ApiKeyText parsed;
  parsed.text_ = SecretString(key);
  parsed.api_key_id_ = WithDashes(id);
  parsed.user_id_ = WithDashes(user);
  return parsed;
}

}  // namespace chutesd::model
