#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/crypto/sr25519.h"
#include "daemon/model/types.h"

namespace chutesd::config {

// Where the API is when nothing else says so.
inline constexpr std::string_view kDefaultApiUrl = "https://api.chutes.ai";

// What a config file says.
struct Config {
  std::optional<std::string> base_url;  // normalized
  std::string username;                 // empty if the file does not say, as the next two
  std::string user_id;
  std::string hotkey_name;
  std::string hotkey_ss58_address;
  std::string payment_address;                   // empty if the file does not say
  std::shared_ptr<const crypto::Hotkey> hotkey;  // null: the file has none
  // Null if the file has none, or a hotkey, which signs.
  std::shared_ptr<const model::ApiKeyText> api_key;
};

// Reads a config file's text; `path` is named in errors. Required are the seed and the address of a hotkey in
// [auth], or an `api_key` there; with `allow_missing` there may be nothing in [auth], which means that there
// is no account. An empty value counts as absent. Errors: CONFIG_INVALID with file, line, key, problem and
// next step; never any part of the seed.
Result<Config> ParseConfig(SecretString text, const std::string& path, bool allow_missing);

// An account to write to a config file.
struct NewAccount {
  std::string base_url;
  std::string username;
  std::string user_id;
  SecretString secret_hex;  // seed (64 hex digits) or private key (128), no 0x
  std::string hotkey_name;
  std::string hotkey_ss58_address;
  std::string payment_address;
};

// `text` with the account's values set; comments, other keys and layout stay. Of an empty text: a new file,
// in the order that the official tool writes. CONFIG_INVALID if `text` is no INI file; INVALID_ARGUMENT for a
// value that an INI file cannot hold.
Result<SecretString> UpdateConfig(SecretString text, const std::string& path, const NewAccount& account);

}  // namespace chutesd::config
