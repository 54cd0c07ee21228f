#include "daemon/ops/secrets_ops.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/ops/page_plan.h"
#include "daemon/ops/server_rules.h"

namespace chutesd::ops {
namespace {

constexpr std::int64_t kChutesPerPage = 500;
constexpr std::int64_t kMostChutes = 5'000;

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

}  // namespace

absl::StatusOr<std::string> PickChute(const std::vector<model::Chute>& chutes, std::string_view user_id,
                                      std::string_view name) {
  std::vector<std::string> ids;
  for (const model::Chute& chute : chutes) {
    if (chute.owner_user_id != user_id || LowerCase(chute.name) != LowerCase(name)) continue;
    if (std::find(ids.begin(), ids.end(), chute.chute_id) == ids.end()) ids.push_back(chute.chute_id);
  }
  if (ids.size() == 1) return ids.front();
  Failure failure;
  if (ids.empty()) {
    failure.reason = Reason::kChuteNotFound;
    failure.message = fmt::format("this account has no chute named '{}'", name);
    failure.next_step = "give the chute's UUID as purpose, or deploy the chute first";
  } else {
    failure.reason = Reason::kChuteAmbiguous;
    failure.message = fmt::format("{} chutes are named '{}': {}", ids.size(), name, fmt::join(ids, ", "));
    failure.next_step = "give the UUID of one of them as purpose";
  }
  failure.violations.push_back({"purpose", "names no chute of this account, or several"});
  return Fail(std::move(failure));
}

asio::awaitable<absl::StatusOr<SecretList>> SecretsOps::List(CallContext ctx, SessionPtr session,
                                                             SecretListArgs args) {
  absl::StatusOr<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  SecretList list;
  for (const PageSlice& slice : PlanPages(args.offset, args.size)) {
    asio::awaitable<absl::StatusOr<model::Page<model::Secret>>> pending =
        api_.ListSecrets(ctx, *account, slice.page, slice.limit);
    absl::StatusOr<model::Page<model::Secret>> got = co_await std::move(pending);
    if (!got.ok()) co_return got.status();
    list.total = got->total;
    const auto size = static_cast<std::int64_t>(got->items.size());
    for (std::int64_t i = slice.skip; i < std::min(slice.skip + slice.take, size); ++i) {
      list.secrets.push_back(std::move(got->items[static_cast<std::size_t>(i)]));
    }
    if ((slice.page + 1) * slice.limit >= list.total) break;
  }
  co_return list;
}

asio::awaitable<absl::StatusOr<model::Secret>> SecretsOps::Get(CallContext ctx, SessionPtr session,
                                                               std::string secret_id) {
  absl::StatusOr<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  asio::awaitable<absl::StatusOr<model::Secret>> pending =
      api_.GetSecret(std::move(ctx), *std::move(account), std::move(secret_id));
  absl::StatusOr<model::Secret> secret = co_await std::move(pending);
  co_return secret;
}

asio::awaitable<absl::StatusOr<std::string>> SecretsOps::ChuteIdOf(CallContext ctx, api::Account account,
                                                                   std::string purpose) {
  // The server compares ids as text and stores them in lower case.
  if (IsUuid(purpose)) co_return LowerCase(purpose);
  std::vector<model::Chute> chutes;
  for (std::int64_t page = 0; page * kChutesPerPage < kMostChutes; ++page) {
    asio::awaitable<absl::StatusOr<model::Page<model::Chute>>> pending =
        api_.ListChutes(ctx, account, purpose, page, kChutesPerPage);
    absl::StatusOr<model::Page<model::Chute>> got = co_await std::move(pending);
    if (!got.ok()) co_return got.status();
    std::move(got->items.begin(), got->items.end(), std::back_inserter(chutes));
    if (got->items.empty() || (page + 1) * kChutesPerPage >= got->total) break;
  }
  co_return PickChute(chutes, account.user_id, purpose);
}

asio::awaitable<absl::StatusOr<model::Secret>> SecretsOps::Create(CallContext ctx, SessionPtr session,
                                                                  NewSecret secret) {
  absl::StatusOr<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  asio::awaitable<absl::StatusOr<std::string>> resolving =
      ChuteIdOf(ctx, *account, std::move(secret.purpose));
  absl::StatusOr<std::string> chute_id = co_await std::move(resolving);
  if (!chute_id.ok()) co_return chute_id.status();
  asio::awaitable<absl::StatusOr<model::Secret>> creating =
      api_.CreateSecret(std::move(ctx), *std::move(account), *std::move(chute_id), std::move(secret.key),
                        std::move(secret.value));
  absl::StatusOr<model::Secret> created = co_await std::move(creating);
  co_return created;
}

asio::awaitable<absl::StatusOr<std::string>> SecretsOps::Delete(CallContext ctx, SessionPtr session,
                                                                std::string secret_id) {
  absl::StatusOr<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  asio::awaitable<absl::Status> deleting = api_.DeleteSecret(std::move(ctx), *std::move(account), secret_id);
  absl::Status deleted = co_await std::move(deleting);
  if (!deleted.ok()) co_return deleted;
  co_return secret_id;
}

}  // namespace chutesd::ops
