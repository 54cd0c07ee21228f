#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

// Answers of the API, in its shape.
namespace chutesd::component {

inline constexpr char kUserId[] = "5682c3e0-3635-58f7-b7f5-694962450dfc";  // alice's
inline constexpr char kKeyId[] = "11111111-0000-4000-8000-000000000001";
inline constexpr char kOtherKeyId[] = "22222222-0000-4000-8000-000000000002";
inline constexpr char kSecretId[] = "33333333-0000-4000-8000-000000000003";
inline constexpr char kChuteId[] = "44444444-0000-4000-8000-000000000004";

inline std::string KeyJson(std::string_view id, std::string_view name, std::string_view scopes = "[]") {
  return fmt::format(R"({{"api_key_id":"{}","user_id":"{}","admin":{},"name":"{}",)"
                     R"("created_at":"2025-10-04T12:24:46.123456","last_used_at":null,"scopes":{}}})",
                     id, kUserId, scopes == "[]", name, scopes);
}

inline std::string CreatedKeyJson(std::string_view id, std::string_view name, std::string_view secret) {
  const std::string key = KeyJson(id, name);
  return fmt::format(R"({},"secret_key":"{}"}})", key.substr(0, key.size() - 1), secret);
}

inline std::string SecretJson() {
  return fmt::format(
      R"({{"secret_id":"{}","purpose":"{}","key":"HF_TOKEN","created_at":"2025-10-04T12:24:46"}})", kSecretId,
      kChuteId);
}

inline std::string PageJson(int total, const std::vector<std::string>& items) {
  return fmt::format(R"({{"total":{},"page":0,"limit":1000,"items":[{}],"cord_refs":null}})", total,
                     fmt::join(items, ","));
}

inline std::string UserJson(std::string_view hotkey, std::string_view more = R"("balance":12.5)") {
  return fmt::format(
      R"({{"username":"alice","user_id":"{}","logo_id":null,"created_at":"2025-10-04T12:24:46Z",)"
      R"("hotkey":"{}","coldkey":"5Cold","payment_address":"5Pay",{},"logo":null}})",
      kUserId, hotkey, more);
}

}  // namespace chutesd::component
