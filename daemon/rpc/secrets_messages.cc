#include "daemon/rpc/secrets_messages.h"

#include <fmt/format.h>

#include "daemon/base/failure.h"
#include "daemon/ops/server_rules.h"
#include "daemon/rpc/selector_messages.h"
#include "daemon/rpc/warnings.h"
#include "proto/support/text.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostPurposeBytes = 256;

Status BannedKey(const std::string& key) {
  Failure failure;
  failure.reason = Reason::kSecretKeyBanned;
  failure.message = fmt::format("key: the server refuses secrets named '{}'", key);
  failure.next_step =
      "choose a name without 'python' or 'sglang', not starting with SGL_ or LD_, and not a proxy's";
  failure.violations.push_back({"key", "is a name that the server refuses"});
  return failure;
}

Status CheckPurpose(const std::string& purpose) {
  if (purpose.empty()) return FailField("purpose", "is empty", "give the chute's name or UUID");
  if (purpose.size() > kMostPurposeBytes || purpose.find('\0') != std::string::npos) {
    return FailField("purpose", fmt::format("must be at most {} bytes without NUL", kMostPurposeBytes));
  }
  return OkStatus();
}

}  // namespace

Result<ops::SecretListArgs> SecretListArgsFrom(const v1::ListSecretsRequest& request) {
  const Result<PageWindow> window = WindowFor(request.page_size(), request.skip(), request.page_token(),
                                              PageArguments("secrets", request.session(), ""));
  if (!window.ok()) return window.status();
  ops::SecretListArgs args;
  args.offset = window->offset;
  args.size = window->size;
  return args;
}

Result<ops::SecretRef> SecretRefFrom(const std::string& secret_id, const std::string& purpose,
                                     const std::string& key) {
  constexpr std::string_view kExample = "give the id of the secret, or its purpose and key";
  ops::SecretRef ref;
  if (secret_id.empty()) {
    if (purpose.empty() && key.empty()) return FailField("secret_id", "is empty", kExample);
    if (Status status = CheckPurpose(purpose); !status.ok()) return status;
    if (const auto problem = ops::ProblemOfSecretKey(key)) return FailField("key", *problem, kExample);
    ref.purpose = purpose;
    ref.key = key;
    return ref;
  }
  if (!purpose.empty() || !key.empty()) {
    return FailField("secret_id", "is one way to name the secret, and purpose and key are the other",
                     "give the id alone, or purpose and key");
  }
  if (!ops::IsUuid(secret_id)) {
    return FailField("secret_id", fmt::format("'{}' is not a UUID", support::CappedText(secret_id, 64)),
                     kExample);
  }
  ref.secret_id = secret_id;
  return ref;
}

Result<ops::NewSecret> NewSecretFrom(const std::string& purpose, const std::string& key,
                                     const std::string& value) {
  if (Status status = CheckPurpose(purpose); !status.ok()) return status;
  if (const auto problem = ops::ProblemOfSecretKey(key))
    return FailField("key", *problem, "choose a name such as HF_TOKEN");
  if (ops::IsBannedSecretKey(key)) return BannedKey(key);
  if (const auto problem = ops::ProblemOfSecretValue(value)) return FailField("value", *problem);
  ops::NewSecret secret;
  secret.purpose = purpose;
  secret.key = key;
  secret.value = SecretString(value);
  return secret;
}

void FillSecret(const model::Secret& secret, v1::Secret& message) {
  message.set_secret_id(secret.secret_id);
  message.set_purpose(secret.purpose);
  message.set_key(secret.key);
  *message.mutable_create_time() = TimeMessage(secret.create_time);
  message.set_chute_name(secret.chute_name);
}

void FillSecretList(const ops::SecretList& list, const PageWindow& window, const std::string& page_arguments,
                    v1::ListSecretsResponse& response) {
  for (const model::Secret& secret : list.secrets) FillSecret(secret, *response.add_secrets());
  response.set_total_size(static_cast<std::int32_t>(list.total));
  response.set_next_page_token(NextPageToken(window, list.total, page_arguments));
  AddAll(list.warnings, *response.mutable_warnings());
}

}  // namespace chutesd::rpc
