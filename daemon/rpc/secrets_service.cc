#include "daemon/rpc/secrets_service.h"

#include <fmt/format.h>

#include "daemon/ops/server_rules.h"
#include "daemon/rpc/common_messages.h"
#include "daemon/rpc/page_token.h"
#include "daemon/rpc/request_rules.h"
#include "proto/support/text.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostPurposeBytes = 256;

Failure BannedKey(const std::string& key) {
  return {.reason = Reason::kSecretKeyBanned,
          .message = fmt::format("key: the server refuses secrets named '{}'", key),
          .next_step =
              "choose a name without 'python' or 'sglang', not starting with SGL_ or LD_, and not a proxy's",
          .violations = {{"key", "is a name that the server refuses"}}};
}

void CheckPurpose(const std::string& purpose, FieldErrors& errors) {
  if (purpose.empty()) {
    errors.Add("purpose", "is empty", "give the chute's name or UUID");
  } else if (purpose.size() > kMostPurposeBytes || purpose.find('\0') != std::string::npos) {
    errors.Add("purpose", fmt::format("must be at most {} bytes without NUL", kMostPurposeBytes));
  }
}

std::string PageArgumentsOf(const v1::ListSecretsRequest& request) {
  return PageArguments("secrets", request.session(), "");
}

}  // namespace

Result<ops::SecretListArgs> SecretListArgsFrom(const v1::ListSecretsRequest& request) {
  const Result<PageWindow> window =
      WindowFor(request.page_size(), request.skip(), request.page_token(), PageArgumentsOf(request));
  if (!window.ok()) return window.status();
  return ops::SecretListArgs{window->offset, window->size};
}

Result<ops::SecretRef> SecretRefFrom(const std::string& secret_id, const std::string& purpose,
                                     const std::string& key) {
  constexpr std::string_view kExample = "give the id of the secret, or its purpose and key";
  if (secret_id.empty() && purpose.empty() && key.empty()) {
    return FailField("secret_id", "is empty", kExample);
  }
  FieldErrors errors;
  if (secret_id.empty()) {
    CheckPurpose(purpose, errors);
    errors.AddIf("key", ops::ProblemOfSecretKey(key), kExample);
  } else if (!purpose.empty() || !key.empty()) {
    errors.Add("secret_id", "is one way to name the secret, and purpose and key are the other",
               "give the id alone, or purpose and key");
  } else if (!ops::IsUuid(secret_id)) {
    errors.Add("secret_id", fmt::format("'{}' is not a UUID", support::CappedText(secret_id, 64)), kExample);
  }
  return errors.Or(ops::SecretRef{secret_id, purpose, key});
}

Result<ops::NewSecret> NewSecretFrom(const std::string& purpose, const std::string& key,
                                     const std::string& value) {
  FieldErrors errors;
  CheckPurpose(purpose, errors);
  errors.AddIf("key", ops::ProblemOfSecretKey(key), "choose a name such as HF_TOKEN");
  if (ops::IsBannedSecretKey(key)) errors.Add(BannedKey(key));
  errors.AddIf("value", ops::ProblemOfSecretValue(value));
  return errors.Or(ops::NewSecret{purpose, key, SecretString(value)});
}

void FillSecret(const model::Secret& secret, v1::Secret& message) {
  message.set_secret_id(secret.secret_id);
  message.set_purpose(secret.purpose);
  message.set_key(secret.key);
  if (secret.create_time) *message.mutable_create_time() = TimeMessage(*secret.create_time);
  message.set_chute_name(secret.chute_name);
}

void FillSecretList(const model::Page<model::Secret>& page, const v1::ListSecretsRequest& request,
                    v1::ListSecretsResponse& response) {
  for (const model::Secret& secret : page.items) FillSecret(secret, *response.add_secrets());
  FillPlace(request, PageArgumentsOf(request), page.total, response);
}

Reactor* SecretsService::ListSecrets(ServerContext* context, const v1::ListSecretsRequest* request,
                                     v1::ListSecretsResponse* response) {
  return runner_.Run(context, request, response, SecretListArgsFrom(*request),
                     runner_.InSession(&ops::SecretsOps::List, &secrets_), FillSecretList);
}

Reactor* SecretsService::GetSecret(ServerContext* context, const v1::GetSecretRequest* request,
                                   v1::GetSecretResponse* response) {
  return runner_.Run(context, request, response,
                     SecretRefFrom(request->secret_id(), request->purpose(), request->key()),
                     runner_.InSession(&ops::SecretsOps::Get, &secrets_),
                     [](const model::Secret& secret, v1::GetSecretResponse& out) {
                       FillSecret(secret, *out.mutable_secret());
                     });
}

Reactor* SecretsService::CreateSecret(ServerContext* context, const v1::CreateSecretRequest* request,
                                      v1::CreateSecretResponse* response) {
  return runner_.Run(context, request, response,
                     NewSecretFrom(request->purpose(), request->key(), request->value()),
                     runner_.InSession(&ops::SecretsOps::Create, &secrets_),
                     [](const ops::StoredSecret& made, v1::CreateSecretResponse& out) {
                       FillSecret(made.secret, *out.mutable_secret());
                     });
}

Reactor* SecretsService::SetSecret(ServerContext* context, const v1::SetSecretRequest* request,
                                   v1::SetSecretResponse* response) {
  return runner_.Run(context, request, response,
                     NewSecretFrom(request->purpose(), request->key(), request->value()),
                     runner_.InSession(&ops::SecretsOps::Set, &secrets_),
                     [](const ops::StoredSecret& made, v1::SetSecretResponse& out) {
                       FillSecret(made.secret, *out.mutable_secret());
                       out.set_replaced(made.replaced);
                     });
}

Reactor* SecretsService::DeleteSecret(ServerContext* context, const v1::DeleteSecretRequest* request,
                                      v1::DeleteSecretResponse* response) {
  return runner_.Run(context, request, response,
                     SecretRefFrom(request->secret_id(), request->purpose(), request->key()),
                     runner_.InSession(&ops::SecretsOps::Delete, &secrets_),
                     [](const std::string& id, v1::DeleteSecretResponse& out) { out.set_secret_id(id); });
}

}  // namespace chutesd::rpc
