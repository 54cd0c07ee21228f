#include "daemon/config/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "daemon/config/config_error.h"
#include "daemon/config/ini_text.h"
#include "daemon/crypto/bytes.h"
#include "daemon/crypto/sr25519.h"
#include "daemon/http/api_url.h"

namespace chutesd::config {
namespace {

constexpr std::string_view kAuth = "auth";
constexpr std::string_view kSeedKey = "hotkey_seed";
constexpr std::string_view kAddressKey = "hotkey_ss58address";

// Reads the values of one file and keeps the first error.
class Reader {
 public:
  Reader(const IniText& ini, const std::string& path) : ini_(ini), path_(path) {}

  // Nothing for an absent or empty value, and once there was an error.
  std::optional<SecretString> Secret(std::string_view section, std::string_view key) {
    if (!status_.ok()) return std::nullopt;
    Result<std::optional<SecretString>> value = ini_.Get(section, key);
    if (!value.ok()) {
      status_ = value.status();
      return std::nullopt;
    }
    if (!value->has_value() || (*value)->empty()) return std::nullopt;
    const std::string_view text = (*value)->Reveal();
    if (text.find('\n') != std::string_view::npos) {
      Refuse(section, key, "the value runs over several lines: an indented line continues the one above it",
             "remove the white space at the start of the next line");
      return std::nullopt;
    }
    // Values go into HTTP headers and onto terminals.
    if (std::any_of(text.begin(), text.end(), absl::ascii_iscntrl)) {
      Refuse(section, key, "the value has a control character in it", "type the value again");
      return std::nullopt;
    }
    return *std::move(value);
  }

  std::string Text(std::string_view section, std::string_view key) {
    const std::optional<SecretString> value = Secret(section, key);
    return value ? std::string(value->Reveal()) : std::string();
  }

  void Refuse(std::string_view section, std::string_view key, std::string_view problem,
              std::string_view next_step) {
    if (!status_.ok()) return;
    const int line = ini_.LineOf(section, key);
    const std::string where = line > 0 ? fmt::format("edit line {} of {}: ", line, path_) : std::string();
    status_ = ConfigInvalid({path_, line, section, key}, problem, where + std::string(next_step));
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

void ReadBaseUrl(Reader& reader, Config& config) {
  const std::string text = reader.Text("api", "base_url");
  if (text.empty()) return;
  Result<std::string> url = http::NormalizeApiUrl(text);
  if (url.ok()) {
    config.base_url = *std::move(url);
  } else {
    reader.Refuse("api", "base_url", url.failure().message, fmt::format("base_url = {}", kDefaultApiUrl));
  }
}

void ReadHotkey(Reader& reader, const SecretString& seed, Config& config) {
  Result<crypto::Hotkey> hotkey = HotkeyOf(seed);
  if (!hotkey.ok()) {
    reader.Refuse(kAuth, kSeedKey, hotkey.failure().message,
                  "copy `secretSeed` (64 hex digits) from the wallet's hotkey file");
  } else if (hotkey->ss58_address() != config.hotkey_ss58_address) {
    reader.Refuse(
        kAuth, kAddressKey,
        fmt::format("hotkey_seed does not belong to this address; it makes {}", hotkey->ss58_address()),
        "write the address of the same hotkey as the seed's");
  } else {
    config.hotkey = std::make_shared<const crypto::Hotkey>(*std::move(hotkey));
  }
}

}  // namespace

Result<Config> ParseConfig(SecretString text, const std::string& path, bool allow_missing) {
  const Result<IniText> ini = IniText::Parse(std::move(text), path);
  if (!ini.ok()) return ini.status();
  Reader reader(*ini, path);
  Config config;
  ReadBaseUrl(reader, config);
  config.payment_address = reader.Text("payment", "address");
  config.username = reader.Text(kAuth, "username");
  config.user_id = reader.Text(kAuth, "user_id");
  const std::optional<SecretString> seed = reader.Secret(kAuth, kSeedKey);
  config.hotkey_name = reader.Text(kAuth, "hotkey_name");
  config.hotkey_ss58_address = reader.Text(kAuth, kAddressKey);
  if (!reader.status().ok()) return reader.status();

  const std::array<std::pair<std::string_view, bool>, 5> is_missing = {
      {{"username", config.username.empty()},
       {"user_id", config.user_id.empty()},
       {kSeedKey, !seed},
       {"hotkey_name", config.hotkey_name.empty()},
       {kAddressKey, config.hotkey_ss58_address.empty()}}};
  std::vector<std::string_view> missing;
  for (const auto& [key, is_so] : is_missing) {
    if (is_so) missing.push_back(key);
  }
  if (missing.size() == is_missing.size() && allow_missing) return config;
  if (!missing.empty()) {
    const std::string names = fmt::format("{}", fmt::join(missing, ", "));
    return ConfigInvalid({path, ini->LineOf(kAuth, ""), kAuth, ""},
                         fmt::format("{} {} missing or empty", names, missing.size() == 1 ? "is" : "are"),
                         fmt::format("add {} to [auth], or register again", names));
  }
  ReadHotkey(reader, *seed, config);
  if (!reader.status().ok()) return reader.status();
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

Result<SecretString> RenderConfig(const NewAccount& account) {
  return UpdateConfig(SecretString(), "config.ini", account);
}

}  // namespace chutesd::config
