#include "daemon/rpc/secrets_service.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

#include "daemon/ops/server_rules.h"
#include "daemon/rpc/common_messages.h"
#include "proto/support/text.h"

namespace chutesd::rpc {
namespace {

using ops::SessionPtr;

constexpr std::size_t kMostPurposeBytes = 256;

Status BannedKey(const std::string& key) {
  Failure failure =
      Fail(Reason::kSecretKeyBanned, fmt::format("key: the server refuses secrets named '{}'", key));
  failure.next_step =
      "choose a name without 'python' or 'sglang', not starting with SGL_ or LD_, and not a proxy's";
  failure.violations.push_back({"key", "is a name that the server refuses"});
  return failure;
}

void CheckPurpose(const std::string& purpose, FieldErrors& errors) {
  if (purpose.empty()) {
    errors.Add("purpose", "is empty", "give the chute's name or UUID");
  } else if (purpose.size() > kMostPurposeBytes || purpose.find('\0') != std::string::npos) {
    errors.Add("purpose", fmt::format("must be at most {} bytes without NUL", kMostPurposeBytes));
  }
}

}  // namespace

Result<ops::SecretListArgs> SecretListArgsFrom(const v1::ListSecretsRequest& request) {
  const Result<PageWindow> window = WindowFor(request.page_size(), request.skip(), request.page_token(),
                                              PageArguments("secrets", request.session(), ""));
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
  ops::NewSecret secret;
  secret.purpose = purpose;
  secret.key = key;
  secret.value = SecretString(value);
  return errors.Or(std::move(secret));
}

void FillSecret(const model::Secret& secret, v1::Secret& message) {
  message.set_secret_id(secret.secret_id);
  message.set_purpose(secret.purpose);
  message.set_key(secret.key);
  *message.mutable_create_time() = TimeMessage(secret.create_time);
  message.set_chute_name(secret.chute_name);
}

void FillSecretList(const ops::Answer<model::Page<model::Secret>>& list, const PageWindow& window,
                    const std::string& page_arguments, v1::ListSecretsResponse& response) {
  for (const model::Secret& secret : list.value.items) FillSecret(secret, *response.add_secrets());
  response.set_total_size(static_cast<std::int32_t>(list.value.total));
  response.set_next_page_token(NextPageToken(window, list.value.total, page_arguments));
  AddAll(list.warnings, *response.mutable_warnings());
}

Reactor* SecretsService::ListSecrets(ServerContext* context, const v1::ListSecretsRequest* request,
                                     v1::ListSecretsResponse* response) {
  Result<ops::SecretListArgs> args = SecretListArgsFrom(*request);
  const PageWindow window = args.ok() ? PageWindow{args->offset, args->size} : PageWindow{};
  return runner_.Run(
      context, request, response, std::move(args),
      [this](CallContext ctx, SessionPtr session, ops::SecretListArgs list) {
        return secrets_.List(std::move(ctx), std::move(session), list);
      },
      [window, arguments = PageArguments("secrets", request->session(), "")](
          const ops::Answer<model::Page<model::Secret>>& list, v1::ListSecretsResponse& out) {
        FillSecretList(list, window, arguments, out);
      });
}

Reactor* SecretsService::GetSecret(ServerContext* context, const v1::GetSecretRequest* request,
                                   v1::GetSecretResponse* response) {
  return runner_.Run(context, request, response,
                     SecretRefFrom(request->secret_id(), request->purpose(), request->key()),
                     std::bind_front(&ops::SecretsOps::Get, &secrets_),
                     [](const ops::Answer<model::Secret>& found, v1::GetSecretResponse& out) {
                       FillSecret(found.value, *out.mutable_secret());
                       AddAll(found.warnings, *out.mutable_warnings());
                     });
}

Reactor* SecretsService::CreateSecret(ServerContext* context, const v1::CreateSecretRequest* request,
                                      v1::CreateSecretResponse* response) {
  return runner_.Run(context, request, response,
                     NewSecretFrom(request->purpose(), request->key(), request->value()),
                     std::bind_front(&ops::SecretsOps::Create, &secrets_),
                     [](const ops::Answer<ops::StoredSecret>& made, v1::CreateSecretResponse& out) {
                       FillSecret(made.value.secret, *out.mutable_secret());
                       AddAll(made.warnings, *out.mutable_warnings());
                     });
}

Reactor* SecretsService::SetSecret(ServerContext* context, const v1::SetSecretRequest* request,
                                   v1::SetSecretResponse* response) {
  return runner_.Run(context, request, response,
                     NewSecretFrom(request->purpose(), request->key(), request->value()),
                     std::bind_front(&ops::SecretsOps::Set, &secrets_),
                     [](const ops::Answer<ops::StoredSecret>& made, v1::SetSecretResponse& out) {
                       FillSecret(made.value.secret, *out.mutable_secret());
                       out.set_replaced(made.value.replaced);
                       AddAll(made.warnings, *out.mutable_warnings());
                     });
}

Reactor* SecretsService::DeleteSecret(ServerContext* context, const v1::DeleteSecretRequest* request,
                                      v1::DeleteSecretResponse* response) {
  return runner_.Run(context, request, response,
                     SecretRefFrom(request->secret_id(), request->purpose(), request->key()),
                     std::bind_front(&ops::SecretsOps::Delete, &secrets_),
                     [](const ops::Answer<std::string>& deleted, v1::DeleteSecretResponse& out) {
                       out.set_secret_id(deleted.value);
                       AddAll(deleted.warnings, *out.mutable_warnings());
                     });
}

}  // namespace chutesd::rpc
