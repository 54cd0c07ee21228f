#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"

// What the API has, as plain types; and the text of an API key, which is more than plain.
namespace chutesd::model {

// A moment in UTC, to the microsecond: the resolution of the API's timestamps.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

// One page of a list as the API returns it.
template <typename Item>
struct Page {
  std::int64_t total = 0;  // items in the whole list
  std::vector<Item> items;
};

// An account as the API shows it to its owner. Texts may be empty, as those of keys and secrets, where it
// left one out.
struct User {
  std::string username;
  std::string user_id;  // UUID
  std::string hotkey;   // SS58 address; 48 hex digits for accounts made on the website
  std::string coldkey;
  std::string payment_address;
  std::optional<double> balance;  // USD
  std::optional<Time> create_time;
};

// A new account with its fingerprint, which the API shows only in this one reply.
struct RegisteredUser {
  User user;
  SecretString fingerprint;
  std::string problem = {};  // what is wrong with the rest of the reply; empty: nothing
};

// What the API says about a user name.
struct UsernameCheck {
  bool valid = false;      // keeps the server's rule
  bool available = false;  // nobody has it
};

// The numbers of both are those of our gRPC API and of the ledger's file, the names those of the Chutes API.
enum class ObjectType { kUnknown = 0, kImages = 1, kChutes = 2, kInvocations = 3 };
enum class Action { kRead = 1, kWrite = 2, kDelete = 3, kInvoke = 4 };

// By those numbers.
inline constexpr std::array<std::string_view, 4> kObjectTypes = {"?", "images", "chutes", "invocations"};
inline constexpr std::array<std::string_view, 5> kActions = {"?", "read", "write", "delete", "invoke"};

constexpr std::string_view NameOf(ObjectType type) { return kObjectTypes.at(static_cast<std::size_t>(type)); }
constexpr std::string_view NameOf(Action action) { return kActions.at(static_cast<std::size_t>(action)); }

constexpr ObjectType ObjectTypeOf(std::int64_t number) {
  const bool known = number > 0 && number < std::ssize(kObjectTypes);
  return known ? static_cast<ObjectType>(number) : ObjectType::kUnknown;
}
// Nothing for 0, which stands for every action, or for what is not known.
constexpr std::optional<Action> ActionOf(std::int64_t number) {
  const bool known = number > 0 && number < std::ssize(kActions);
  return known ? std::optional<Action>(static_cast<Action>(number)) : std::nullopt;
}

// One thing that an API key without admin rights may do.
struct Scope {
  ObjectType object_type = ObjectType::kUnknown;
  std::optional<std::string> object_id;  // absent: every object of the type
  std::optional<Action> action;          // absent: every action when sent, "not known" when read

  bool operator==(const Scope&) const = default;
};

// An API key of the account, without its secret.
struct ApiKey {
  std::string api_key_id;  // UUID
  std::string name;
  std::optional<bool> admin = {};
  std::vector<Scope> scopes = {};
  std::optional<Time> create_time = {};
  std::optional<Time> last_used_time;  // the API has the field but never writes it
  std::string user_id = {};            // whose it is; may be empty
  bool in_ledger = false;    // made through this daemon: the actions in `scopes` are those asked for
  bool secret_lost = false;  // made through this daemon, and nobody has its secret
};

// What a new API key is to be.
struct ApiKeySpec {
  std::string name;
  bool admin = false;
  std::vector<Scope> scopes;  // not sent for an admin key
};

// A new API key with its secret, which the API shows only in this one reply.
struct CreatedApiKey {
  ApiKey key;
  SecretString secret_key;
  std::string problem = {};  // what is wrong with the rest of the reply; empty: nothing
};

// What is needed of a chute to find it by its name.
struct Chute {
  std::string chute_id;  // UUID
  std::string name;
  std::string owner_user_id = {};  // lists hold other users' chutes too
};

// A secret of the account, without its value, which the API never returns.
struct Secret {
  std::string secret_id;  // UUID
  std::string purpose;    // UUID of the chute it is for
  std::string key;        // name of the environment variable
  std::optional<Time> create_time = {};
  std::string chute_name = {};  // empty if it is not known
};

// The text of an API key: `cpk_<key id>.<user id>.<secret>`, both ids as 32 hex digits without dashes.
// Never changes; wiped when dropped.
class ApiKeyText {
 public:
  // Takes off the white space around `text` (the API would answer 401 to a trailing newline) and checks the
  // form, so that what is no API key is sent nowhere. API_KEY_REFUSED; the error shows nothing of the text.
  static Result<ApiKeyText> Parse(std::string_view text);

  std::string_view Reveal() const { return text_.Reveal(); }
  // UUIDs in lower case. Both are part of the key and open nothing. The API does not check the user's.
  const std::string& api_key_id() const { return api_key_id_; }
  const std::string& user_id() const { return user_id_; }

 private:
  ApiKeyText() = default;

  SecretString text_;
  std::string api_key_id_;
  std::string user_id_;
};

}  // namespace chutesd::model
