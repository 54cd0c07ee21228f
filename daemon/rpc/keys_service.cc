#include "daemon/rpc/keys_service.h"

#include <fmt/format.h>

#include <utility>

#include "daemon/ops/server_rules.h"
#include "daemon/rpc/common_messages.h"
#include "daemon/rpc/page_token.h"
#include "daemon/rpc/request_rules.h"

namespace chutesd::rpc {
namespace {

constexpr int kMostScopes = 200;
constexpr std::size_t kMostObjectIdBytes = 64;
constexpr std::size_t kMostFilterBytes = 64;
constexpr std::size_t kMostKeyReferenceBytes = 128;

// The numbers are the same on both sides, and CheckRequest knows no others.
static_assert(static_cast<int>(model::ObjectType::kInvocations) == v1::OBJECT_TYPE_INVOCATIONS);
static_assert(static_cast<int>(model::Action::kInvoke) == v1::ACTION_INVOKE);

model::Scope ScopeFrom(const v1::Scope& message, int index, FieldErrors& errors) {
  if (message.object_type() == v1::OBJECT_TYPE_UNSPECIFIED) {
    errors.Add(fmt::format("scopes[{}].object_type", index), "is missing",
               "name images, chutes or invocations");
  }
  if (message.has_object_id() &&
      (message.object_id().empty() || message.object_id().size() > kMostObjectIdBytes)) {
    errors.Add(fmt::format("scopes[{}].object_id", index),
               fmt::format("must be 1 to {} bytes long", kMostObjectIdBytes),
               "leave it out to allow every object of the type");
  }
  model::Scope scope;
  scope.object_type = model::ObjectTypeOf(message.object_type());
  if (message.has_object_id()) scope.object_id = message.object_id();
  scope.action = model::ActionOf(message.action());
  return scope;
}

std::string PageArgumentsOf(const v1::ListKeysRequest& request) {
  return PageArguments("keys", request.session(), request.name());
}

}  // namespace

Result<ops::KeyListArgs> KeyListArgsFrom(const v1::ListKeysRequest& request) {
  FieldErrors errors;
  if (request.name().size() > kMostFilterBytes) {
    errors.Add("name", fmt::format("is {} bytes long; at most {} are allowed", request.name().size(),
                                   kMostFilterBytes));
  }
  const Result<PageWindow> window =
      WindowFor(request.page_size(), request.skip(), request.page_token(), PageArgumentsOf(request));
  errors.Add(window.status());
  if (!errors.status().ok()) return errors.status();
  return ops::KeyListArgs{window->offset, window->size, request.name()};
}

Result<std::string> KeyIdOrNameFrom(const std::string& key) {
  if (key.empty()) return FailField("key", "is empty", "give the id or the name of the key");
  if (key.size() > kMostKeyReferenceBytes) return FailField("key", "is too long for an id or a name");
  return key;
}

Result<model::ApiKeySpec> ApiKeySpecFrom(const v1::CreateKeyRequest& request) {
  FieldErrors errors;
  errors.AddIf("name", ops::ProblemOfApiKeyName(request.name()));
  if (request.admin() && request.scopes_size() > 0) {
    errors.Add("scopes", "must be empty for an admin key, which may do everything",
               "leave out either admin or the scopes");
  }
  if (!request.admin() && request.scopes_size() == 0) {
    errors.Add("scopes", "is empty: the key could do nothing", "add a scope, or make an admin key");
  }
  model::ApiKeySpec spec;
  spec.name = request.name();
  spec.admin = request.admin();
  if (request.scopes_size() > kMostScopes) {
    errors.Add("scopes",
               fmt::format("has {} entries; at most {} are allowed", request.scopes_size(), kMostScopes));
    return errors.status();
  }
  for (int i = 0; i < request.scopes_size(); ++i)
    spec.scopes.push_back(ScopeFrom(request.scopes(i), i, errors));
  return errors.Or(std::move(spec));
}

void FillApiKey(const model::ApiKey& key, v1::ApiKey& message) {
  message.set_api_key_id(key.api_key_id);
  message.set_name(key.name);
  if (key.admin) message.set_admin(*key.admin);
  for (const model::Scope& scope : key.scopes) {
    v1::Scope& added = *message.add_scopes();
    added.set_object_type(static_cast<v1::ObjectType>(scope.object_type));
    if (scope.object_id) added.set_object_id(*scope.object_id);
    if (scope.action) added.set_action(static_cast<v1::Action>(*scope.action));
  }
  if (key.create_time) *message.mutable_create_time() = TimeMessage(*key.create_time);
  if (key.last_used_time) *message.mutable_last_used_time() = TimeMessage(*key.last_used_time);
  message.set_in_ledger(key.in_ledger);
  message.set_secret_lost(key.secret_lost);
}

void FillKeyList(const model::Page<model::ApiKey>& page, const v1::ListKeysRequest& request,
                 v1::ListKeysResponse& response) {
  for (const model::ApiKey& key : page.items) FillApiKey(key, *response.add_keys());
  FillPlace(request, PageArgumentsOf(request), page.total, response);
}

void FillCreatedKey(const model::CreatedApiKey& made, v1::CreateKeyResponse& response) {
  FillApiKey(made.key, *response.mutable_key());
  response.set_secret_key(std::string(made.secret_key.Reveal()));
}

Reactor* KeysService::ListKeys(ServerContext* context, const v1::ListKeysRequest* request,
                               v1::ListKeysResponse* response) {
  return runner_.Run(context, request, response, KeyListArgsFrom(*request),
                     runner_.InSession(&ops::KeysOps::List, &keys_), FillKeyList);
}

Reactor* KeysService::GetKey(ServerContext* context, const v1::GetKeyRequest* request,
                             v1::GetKeyResponse* response) {
  return runner_.Run(
      context, request, response, KeyIdOrNameFrom(request->key()),
      runner_.InSession(&ops::KeysOps::Get, &keys_),
      [](const model::ApiKey& key, v1::GetKeyResponse& out) { FillApiKey(key, *out.mutable_key()); });
}

Reactor* KeysService::CreateKey(ServerContext* context, const v1::CreateKeyRequest* request,
                                v1::CreateKeyResponse* response) {
  return runner_.Run(context, request, response, ApiKeySpecFrom(*request),
                     runner_.InSession(&ops::KeysOps::Create, &keys_), FillCreatedKey);
}

Reactor* KeysService::DeleteKey(ServerContext* context, const v1::DeleteKeyRequest* request,
                                v1::DeleteKeyResponse* response) {
  return runner_.Run(context, request, response, KeyIdOrNameFrom(request->key()),
                     runner_.InSession(&ops::KeysOps::Delete, &keys_),
                     [](const std::string& id, v1::DeleteKeyResponse& out) { out.set_api_key_id(id); });
}

}  // namespace chutesd::rpc
