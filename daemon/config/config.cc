#include "daemon/config/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "daemon/config/ini_text.h"
#include "daemon/crypto/bytes.h"
#include "daemon/http/api_url.h"

namespace chutesd::config {
namespace {

constexpr std::string_view kAuth = "auth";
constexpr std::string_view kSeedKey = "hotkey_seed";
constexpr std::string_view kAddressKey = "hotkey_ss58address";
constexpr std::string_view kApiKeyKey = "api_key";

// Reads the values of one file and keeps the first error.
class Reader {
 public:
  Reader(const IniText& ini, const std::string& path) : ini_(ini), path_(path) {}

  // Empty for an absent or empty value, and once there was an error.
  SecretString Read(std::string_view section, std::string_view key) {
    if (!status_.ok()) return {};
    Result<std::optional<SecretString>> value = ini_.Get(section, key);
    status_ = value.status();
    if (!value.ok() || !value->has_value()) return {};
    const std::string_view text = (*value)->Reveal();
    if (text.find('\n') != std::string_view::npos) {
      status_ = Refusal(section, key,
                        "the value runs over several lines: an indented line continues the one above it",
                        "remove the white space at the start of the next line");
    } else if (std::any_of(text.begin(), text.end(), absl::ascii_iscntrl)) {
      // Values go into HTTP headers and onto terminals.
      status_ = Refusal(section, key, "the value has a control character in it", "type the value again");
    }
    return status_.ok() ? **std::move(value) : SecretString();
  }

  Status Refusal(std::string_view section, std::string_view key, std::string_view problem,
                 std::string_view next_step) const {
    const int line = ini_.LineOf(section, key);
    const std::string where = line > 0 ? fmt::format("edit line {} of {}: ", line, path_) : std::string();
    return ConfigInvalid({path_, line, section, key}, problem, where + std::string(next_step));
  }

  const Status& status() const { return status_; }

 private:
  const IniText& ini_;
  const std::string& path_;
  Status status_;
};

Result<crypto::Hotkey> HotkeyOf(const SecretString& seed) {
  std::string_view digits = seed.Reveal();
  if (digits.starts_with("0x") || digits.starts_with("0X")) digits.remove_prefix(2);
  const bool is_private_key = digits.size() == 2 * crypto::kSecretKeySize;
  const Result<SecretBytes> bytes = crypto::DecodeSecretHex(
      "the seed", digits, is_private_key ? crypto::kSecretKeySize : crypto::kSeedSize);
  if (!bytes.ok()) return bytes.status();
  return is_private_key ? crypto::Hotkey::FromPrivateKey(bytes->Reveal())
                        : crypto::Hotkey::FromSeed(bytes->Reveal());
}

}  // namespace

Result<Config> ParseConfig(SecretString text, const std::string& path, bool allow_missing) {
  const Result<IniText> ini = IniText::Parse(std::move(text), path);
  if (!ini.ok()) return ini.status();
  Reader reader(*ini, path);
  Config config;
  if (const SecretString given = reader.Read("api", "base_url"); !given.empty()) {
    Result<std::string> url = http::NormalizeApiUrl(given.Reveal());
    if (!url.ok()) {
      return reader.Refusal("api", "base_url", url.failure().message,
                            fmt::format("base_url = {}", kDefaultApiUrl));
    }
    config.base_url = *std::move(url);
  }
  config.payment_address = reader.Read("payment", "address").Reveal();
  config.username = reader.Read(kAuth, "username").Reveal();
  config.user_id = reader.Read(kAuth, "user_id").Reveal();
  const SecretString seed = reader.Read(kAuth, kSeedKey);
  config.hotkey_name = reader.Read(kAuth, "hotkey_name").Reveal();
  config.hotkey_ss58_address = reader.Read(kAuth, kAddressKey).Reveal();
  const SecretString api_key = reader.Read(kAuth, kApiKeyKey);
  if (!reader.status().ok()) return reader.status();

  if (seed.empty() && !api_key.empty()) {
    Result<model::ApiKeyText> parsed = model::ApiKeyText::Parse(api_key.Reveal());
    if (!parsed.ok()) {
      return reader.Refusal(kAuth, kApiKeyKey, parsed.failure().message,
                            "write the whole key, 102 characters");
    }
    config.api_key = std::make_shared<const model::ApiKeyText>(*std::move(parsed));
    config.user_id = config.api_key->user_id();
    return config;
  }
  const bool is_empty = config.username.empty() && config.user_id.empty() && config.hotkey_name.empty() &&
                        seed.empty() && config.hotkey_ss58_address.empty();
  if (is_empty && allow_missing) return config;
  std::vector<std::string_view> missing;
  if (seed.empty()) missing.push_back(kSeedKey);
  if (config.hotkey_ss58_address.empty()) missing.push_back(kAddressKey);
  if (!missing.empty()) {
    const std::string names = fmt::format("{}", fmt::join(missing, ", "));
    return ConfigInvalid({path, ini->LineOf(kAuth, ""), kAuth, ""},
                         fmt::format("{} {} missing or empty", names, missing.size() == 1 ? "is" : "are"),
                         fmt::format("add {} to [auth], or register again", names));
  }
  Result<crypto::Hotkey> hotkey = HotkeyOf(seed);
  if (!hotkey.ok()) {
    return reader.Refusal(kAuth, kSeedKey, hotkey.failure().message,
                          "copy `secretSeed` (64 hex digits) from the wallet's hotkey file");
  }
  if (hotkey->ss58_address() != config.hotkey_ss58_address) {
    return reader.Refusal(
        kAuth, kAddressKey,
        fmt::format("hotkey_seed does not belong to this address; it makes {}", hotkey->ss58_address()),
        "write the address of the same hotkey as the seed's");
  }
  config.hotkey = std::make_shared<const crypto::Hotkey>(*std::move(hotkey));
  return config;
}

Result<SecretString> UpdateConfig(SecretString text, const std::string& path, const NewAccount& account) {
  Result<IniText> ini = IniText::Parse(std::move(text), path);
  if (!ini.ok()) return ini.status();
  // In the order in which the official tool writes them.
  const std::array<std::array<std::string_view, 3>, 7> rows = {{
      {"api", "base_url", account.base_url},
      {kAuth, "username", account.username},
      {kAuth, "user_id", account.user_id},
      {kAuth, kSeedKey, account.secret_hex.Reveal()},
      {kAuth, "hotkey_name", account.hotkey_name},
      {kAuth, kAddressKey, account.hotkey_ss58_address},
      {"payment", "address", account.payment_address},
  }};
  for (const auto& [section, key, value] : rows) {
    Status status = ini->Set(section, key, value);
    if (!status.ok()) return status;
  }
  return SecretString(ini->text());
}

}  // namespace chutesd::config
