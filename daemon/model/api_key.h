#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/secret_string.h"
#include "daemon/model/time.h"

namespace chutesd::model {

// The numbers of both are those of our gRPC API and of the ledger's file, the names those of the Chutes API.
enum class ObjectType { kUnknown = 0, kImages = 1, kChutes = 2, kInvocations = 3 };
enum class Action { kRead = 1, kWrite = 2, kDelete = 3, kInvoke = 4 };

inline constexpr std::array<std::pair<ObjectType, std::string_view>, 3> kObjectTypes = {
    {{ObjectType::kImages, "images"},
     {ObjectType::kChutes, "chutes"},
     {ObjectType::kInvocations, "invocations"}}};
inline constexpr std::array<std::pair<Action, std::string_view>, 4> kActions = {
    {{Action::kRead, "read"},
     {Action::kWrite, "write"},
     {Action::kDelete, "delete"},
     {Action::kInvoke, "invoke"}}};

// "?" for what is in no table.
constexpr std::string_view NameOf(ObjectType type) {
  for (const auto& [known, name] : kObjectTypes) {
    if (known == type) return name;
  }
  return "?";
}
constexpr std::string_view NameOf(Action action) {
  for (const auto& [known, name] : kActions) {
    if (known == action) return name;
  }
  return "?";
}

constexpr ObjectType ObjectTypeOf(std::int64_t number) {
  for (const auto& [type, name] : kObjectTypes) {
    if (static_cast<std::int64_t>(type) == number) return type;
  }
  return ObjectType::kUnknown;
}
// Nothing for 0, which stands for every action, or for what is not known.
constexpr std::optional<Action> ActionOf(std::int64_t number) {
  for (const auto& [action, name] : kActions) {
    if (static_cast<std::int64_t>(action) == number) return action;
  }
  return std::nullopt;
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
  bool admin = false;
  std::vector<Scope> scopes;
  Time create_time;
  std::optional<Time> last_used_time;  // the API has the field but never writes it
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
};

}  // namespace chutesd::model
