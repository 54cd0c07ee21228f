#include "daemon/rpc/page_token.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "absl/strings/escaping.h"
#include "chutesd/internal/v1/cursor.pb.h"
#include "daemon/model/types.h"
#include "daemon/rpc/request_rules.h"

namespace chutesd::rpc {
namespace {

constexpr std::int32_t kDefaultPageSize = 25;
constexpr std::int32_t kMostPageSize = 1000;
constexpr std::int64_t kMostOffset = 1'000'000'000;

// Not a secret: it only tells an honest client that it mixed up two lists or damaged a token. Stable
// across restarts.
std::uint64_t HashOf(std::int64_t offset, std::string_view arguments) {
  const std::string hashed = fmt::format("{} {}", offset, arguments);
  static const std::array<unsigned char, crypto_shorthash_KEYBYTES> kFixedKey = {};
  std::uint64_t hash = 0;
  static_assert(sizeof(hash) == crypto_shorthash_BYTES);
  crypto_shorthash(reinterpret_cast<unsigned char*>(&hash),
                   reinterpret_cast<const unsigned char*>(hashed.data()), hashed.size(), kFixedKey.data());
  return hash;
}

}  // namespace

std::string PageArguments(std::string_view list, const v1::SessionSelector& session,
                          const std::string& filter) {
  const Result<model::ApiKeyText> key = model::ApiKeyText::Parse(session.api_key());
  // NUL cannot be in a path or URL, so no two lists share this text.
  return fmt::format("{}{}{}{}{}{}{}{}{}", list, '\0', session.config_path(), '\0', session.api_url(), '\0',
                     key.ok() ? key->api_key_id() : std::string(), '\0', filter);
}

Result<PageWindow> WindowFor(std::int32_t page_size, std::int32_t skip, const std::string& page_token,
                             std::string_view arguments) {
  FieldErrors errors;
  if (page_size < 0) errors.Add("page_size", fmt::format("is {}; it cannot be negative", page_size));
  if (skip < 0) errors.Add("skip", fmt::format("is {}; it cannot be negative", skip));
  PageWindow window;
  window.size = page_size == 0 ? kDefaultPageSize : std::min(page_size, kMostPageSize);
  if (!page_token.empty()) {
    std::string bytes;
    internal::v1::PageCursor cursor;
    if (!absl::WebSafeBase64Unescape(page_token, &bytes) || !cursor.ParseFromString(bytes) ||
        cursor.SerializeAsString() != bytes || cursor.offset() == 0) {
      errors.Add("page_token", "is not a token of this daemon", "start again without a page token");
    } else if (cursor.hash() != HashOf(cursor.offset(), arguments)) {
      errors.Add("page_token", "belongs to a list with another filter or session",
                 "repeat the arguments of the first page, or start again without a page token");
    }
    window.offset = cursor.offset();
  }
  window.offset += skip;
  if (window.offset > kMostOffset) errors.Add("skip", "is beyond the end of any list");
  return errors.Or(window);
}

std::string NextPageToken(const PageWindow& window, std::int64_t total, std::string_view arguments) {
  const std::int64_t next = window.offset + window.size;
  if (next >= total) return "";
  internal::v1::PageCursor cursor;
  cursor.set_offset(static_cast<std::uint32_t>(next));
  cursor.set_hash(HashOf(next, arguments));
  std::string token;
  absl::WebSafeBase64Escape(cursor.SerializeAsString(), &token);
  return token;
}

}  // namespace chutesd::rpc
