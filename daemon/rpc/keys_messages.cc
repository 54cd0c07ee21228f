#include "daemon/rpc/keys_messages.h"

#include <fmt/format.h>

#include "daemon/base/failure.h"
#include "daemon/ops/server_rules.h"
#include "daemon/rpc/selector_messages.h"
#include "daemon/rpc/warnings.h"

namespace chutesd::rpc {
namespace {

constexpr int kMostScopes = 200;
constexpr std::size_t kMostObjectIdBytes = 64;
constexpr std::size_t kMostFilterBytes = 64;
constexpr std::size_t kMostKeyReferenceBytes = 128;

std::optional<model::Action> ActionFrom(v1::Action action) {
  switch (action) {
    case v1::ACTION_READ:
      return model::Action::kRead;
    case v1::ACTION_WRITE:
      return model::Action::kWrite;
    case v1::ACTION_DELETE:
      return model::Action::kDelete;
    case v1::ACTION_INVOKE:
      return model::Action::kInvoke;
    default:
      return std::nullopt;
  }
}

model::ObjectType ObjectTypeFrom(v1::ObjectType type) {
  switch (type) {
    case v1::OBJECT_TYPE_IMAGES:
      return model::ObjectType::kImages;
    case v1::OBJECT_TYPE_CHUTES:
      return model::ObjectType::kChutes;
    case v1::OBJECT_TYPE_INVOCATIONS:
      return model::ObjectType::kInvocations;
    default:
      return model::ObjectType::kUnknown;
  }
}

v1::Action ActionMessage(const std::optional<model::Action>& action) {
  if (!action) return v1::ACTION_UNSPECIFIED;
  switch (*action) {
    case model::Action::kRead:
      return v1::ACTION_READ;
    case model::Action::kWrite:
      return v1::ACTION_WRITE;
    case model::Action::kDelete:
      return v1::ACTION_DELETE;
    case model::Action::kInvoke:
      return v1::ACTION_INVOKE;
  }
  return v1::ACTION_UNSPECIFIED;
}

v1::ObjectType ObjectTypeMessage(model::ObjectType type) {
  switch (type) {
    case model::ObjectType::kImages:
      return v1::OBJECT_TYPE_IMAGES;
    case model::ObjectType::kChutes:
      return v1::OBJECT_TYPE_CHUTES;
    case model::ObjectType::kInvocations:
      return v1::OBJECT_TYPE_INVOCATIONS;
    case model::ObjectType::kUnknown:
      return v1::OBJECT_TYPE_UNSPECIFIED;
  }
  return v1::OBJECT_TYPE_UNSPECIFIED;
}

Result<model::Scope> ScopeFrom(const v1::Scope& message, int index) {
  if (message.object_type() == v1::OBJECT_TYPE_UNSPECIFIED) {
    return FailField(fmt::format("scopes[{}].object_type", index), "is missing",
                     "name images, chutes or invocations");
  }
  if (message.has_object_id() &&
      (message.object_id().empty() || message.object_id().size() > kMostObjectIdBytes)) {
    return FailField(fmt::format("scopes[{}].object_id", index),
                     fmt::format("must be 1 to {} bytes long", kMostObjectIdBytes),
                     "leave it out to allow every object of the type");
  }
  model::Scope scope;
  scope.object_type = ObjectTypeFrom(message.object_type());
  if (message.has_object_id()) scope.object_id = message.object_id();
  scope.action = ActionFrom(message.action());
  return scope;
}

}  // namespace

Result<ops::KeyListArgs> KeyListArgsFrom(const v1::ListKeysRequest& request) {
  if (request.name().size() > kMostFilterBytes) {
    return FailField("name", fmt::format("is {} bytes long; at most {} are allowed", request.name().size(),
                                         kMostFilterBytes));
  }
  const Result<PageWindow> window = WindowFor(request.page_size(), request.skip(), request.page_token(),
                                              PageArguments("keys", request.session(), request.name()));
  if (!window.ok()) return window.status();
  ops::KeyListArgs args;
  args.offset = window->offset;
  args.size = window->size;
  args.name = request.name();
  return args;
}

Result<std::string> KeyIdOrNameFrom(const std::string& key) {
  if (key.empty()) return FailField("key", "is empty", "give the id or the name of the key");
  if (key.size() > kMostKeyReferenceBytes) return FailField("key", "is too long for an id or a name");
  return key;
}

Result<model::ApiKeySpec> ApiKeySpecFrom(const v1::CreateKeyRequest& request) {
  if (const auto problem = ops::ProblemOfApiKeyName(request.name())) {
    return FailField("name", *problem);
  }
  if (request.admin() && request.scopes_size() > 0) {
    return FailField("scopes", "must be empty for an admin key, which may do everything",
                     "leave out either admin or the scopes");
  }
  if (!request.admin() && request.scopes_size() == 0) {
    return FailField("scopes", "is empty: the key could do nothing", "add a scope, or make an admin key");
  }
  if (request.scopes_size() > kMostScopes) {
    return FailField(
        "scopes", fmt::format("has {} entries; at most {} are allowed", request.scopes_size(), kMostScopes));
  }
  model::ApiKeySpec spec;
  spec.name = request.name();
  spec.admin = request.admin();
  for (int i = 0; i < request.scopes_size(); ++i) {
    Result<model::Scope> scope = ScopeFrom(request.scopes(i), i);
    if (!scope.ok()) return scope.status();
    spec.scopes.push_back(*std::move(scope));
  }
  return spec;
}

void FillApiKey(const model::ApiKey& key, v1::ApiKey& message) {
  message.set_api_key_id(key.api_key_id);
  message.set_name(key.name);
  message.set_admin(key.admin);
  for (const model::Scope& scope : key.scopes) {
    v1::Scope& added = *message.add_scopes();
    added.set_object_type(ObjectTypeMessage(scope.object_type));
    if (scope.object_id) added.set_object_id(*scope.object_id);
    added.set_action(ActionMessage(scope.action));
  }
  *message.mutable_create_time() = TimeMessage(key.create_time);
  if (key.last_used_time) *message.mutable_last_used_time() = TimeMessage(*key.last_used_time);
  message.set_in_ledger(key.in_ledger);
  message.set_secret_lost(key.secret_lost);
}

void FillKeyList(const ops::KeyList& list, const PageWindow& window, const std::string& page_arguments,
                 v1::ListKeysResponse& response) {
  for (const model::ApiKey& key : list.keys) FillApiKey(key, *response.add_keys());
  response.set_total_size(static_cast<std::int32_t>(list.total));
  response.set_next_page_token(NextPageToken(window, list.total, page_arguments));
  AddAll(list.warnings, *response.mutable_warnings());
}

void FillFoundKey(const ops::FoundKey& found, v1::GetKeyResponse& response) {
  FillApiKey(found.key, *response.mutable_key());
  AddAll(found.warnings, *response.mutable_warnings());
}

void FillCreatedKey(const ops::NewKey& made, v1::CreateKeyResponse& response) {
  FillApiKey(made.created.key, *response.mutable_key());
  response.set_secret_key(std::string(made.created.secret_key.Reveal()));
  AddAll(made.warnings, *response.mutable_warnings());
}

void FillDeletedKey(const ops::DeletedKey& gone, v1::DeleteKeyResponse& response) {
  response.set_api_key_id(gone.api_key_id);
  AddAll(gone.warnings, *response.mutable_warnings());
}

}  // namespace chutesd::rpc
