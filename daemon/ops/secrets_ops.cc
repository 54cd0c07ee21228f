#include "daemon/ops/secrets_ops.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/ops/page_plan.h"
#include "proto/support/text.h"

namespace chutesd::ops {
namespace {

// What making the new secret is given, once the old one is deleted, whatever is left of the call's time.
constexpr std::chrono::seconds kTimeToFinish{20};

Reason ReasonOf(const Status& status) { return status.failure().reason; }

// The error of a new secret whose predecessor is gone.
Status AfterDeletion(const Status& status, const model::Chute& chute, const std::string& key) {
  Failure failure = status.failure();
  failure.message =
      fmt::format("the old secret {} is deleted, and the new one was not made: {}", key, failure.message);
  if (failure.reason == Reason::kOutcomeUnknown) {
    failure.message =
        fmt::format("the old secret {} is deleted, and whether the new one was made is not known: {}", key,
                    std::string(status.message()));
  }
  failure.next_step = "set the secret again";
  failure.facts.insert({{fact::kChuteId, chute.chute_id}, {fact::kKey, key}});
  return failure;
}

Status OldOneInDoubt(const Status& status, const model::Chute& chute, const std::string& key) {
  Failure failure = status.failure();
  failure.message = fmt::format(
      "the new secret {} was not sent, as the old one may or may not be deleted: {}", key, failure.message);
  failure.next_step = "set the secret again";
  failure.facts.insert({{fact::kChuteId, chute.chute_id}, {fact::kKey, key}});
  return failure;
}

}  // namespace

asio::awaitable<std::vector<Warning>> SecretsOps::NameChutes(CallContext ctx, api::Account account,
                                                             std::vector<model::Secret>* secrets) {
  std::vector<Warning> warnings;
  if (secrets->empty()) co_return warnings;
  asio::awaitable<Result<std::vector<model::Chute>>> reading =
      chutes_.Own(std::move(ctx), std::move(account));
  const Result<std::vector<model::Chute>> chutes = co_await std::move(reading);
  if (!chutes.ok()) {
    warnings.push_back(
        {code::kNamesUnknown, "the names of the chutes are not known: " + chutes.status().message()});
    co_return warnings;
  }
  std::map<std::string_view, std::string_view> names;
  for (const model::Chute& chute : *chutes) names[chute.chute_id] = chute.name;
  for (model::Secret& secret : *secrets) {
    const auto name = names.find(secret.purpose);
    if (name != names.end()) secret.chute_name = std::string(name->second);
  }
  co_return warnings;
}

asio::awaitable<Result<SecretList>> SecretsOps::List(CallContext ctx, SessionPtr session,
                                                     SecretListArgs args) {
  Result<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  SecretList list;
  for (const PageSlice& slice : PlanPages(args.offset, args.size)) {
    asio::awaitable<Result<model::Page<model::Secret>>> pending =
        api_.ListSecrets(ctx, *account, slice.page, slice.limit);
    Result<model::Page<model::Secret>> got = co_await std::move(pending);
    if (!got.ok()) co_return got.status();
    list.total = got->total;
    const auto size = static_cast<std::int64_t>(got->items.size());
    for (std::int64_t i = slice.skip; i < std::min(slice.skip + slice.take, size); ++i) {
      list.secrets.push_back(std::move(got->items[static_cast<std::size_t>(i)]));
    }
    if ((slice.page + 1) * slice.limit >= list.total) break;
  }
  asio::awaitable<std::vector<Warning>> naming = NameChutes(ctx, *account, &list.secrets);
  list.warnings = co_await std::move(naming);
  asio::awaitable<std::vector<Warning>> catching_up = book_.CatchUp(std::move(ctx), *std::move(account));
  for (Warning& warning : co_await std::move(catching_up)) list.warnings.push_back(std::move(warning));
  co_return list;
}

asio::awaitable<Result<model::Secret>> SecretsOps::Look(CallContext ctx, api::Account account,
                                                        SecretRef ref) {
  if (!ref.secret_id.empty()) {
    asio::awaitable<Result<model::Secret>> pending =
        api_.GetSecret(std::move(ctx), std::move(account), support::LowerCase(ref.secret_id));
    Result<model::Secret> secret = co_await std::move(pending);
    co_return secret;
  }
  asio::awaitable<Result<model::Chute>> resolving =
      chutes_.Find(ctx, account, std::move(ref.purpose), "purpose");
  Result<model::Chute> chute = co_await std::move(resolving);
  if (!chute.ok()) co_return chute.status();
  asio::awaitable<Result<model::Secret>> finding =
      book_.Find(std::move(ctx), std::move(account), chute->chute_id, std::move(ref.key));
  Result<model::Secret> secret = co_await std::move(finding);
  if (secret.ok()) secret->chute_name = std::move(chute->name);
  co_return secret;
}

asio::awaitable<Result<FoundSecret>> SecretsOps::Get(CallContext ctx, SessionPtr session, SecretRef ref) {
  Result<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  asio::awaitable<Result<model::Secret>> looking = Look(ctx, *account, std::move(ref));
  Result<model::Secret> secret = co_await std::move(looking);
  if (!secret.ok()) co_return secret.status();
  FoundSecret found;
  if (secret->chute_name.empty()) {
    std::vector<model::Secret> one = {*std::move(secret)};
    asio::awaitable<std::vector<Warning>> naming = NameChutes(ctx, *account, &one);
    found.warnings = co_await std::move(naming);
    found.secret = std::move(one.front());
  } else {
    found.secret = *std::move(secret);
  }
  asio::awaitable<std::vector<Warning>> catching_up = book_.CatchUp(std::move(ctx), *std::move(account));
  for (Warning& warning : co_await std::move(catching_up)) found.warnings.push_back(std::move(warning));
  co_return found;
}

asio::awaitable<Result<bool>> SecretsOps::Clear(CallContext ctx, api::Account account, std::string chute_id,
                                                std::string key) {
  std::string id = SecretIdOf(account, chute_id, key);
  if (id.empty()) {
    asio::awaitable<Result<model::Secret>> finding = book_.Find(ctx, account, chute_id, key);
    const Result<model::Secret> found = co_await std::move(finding);
    if (!found.ok() && ReasonOf(found.status()) == Reason::kSecretNotFound) co_return false;
    if (!found.ok()) co_return found.status();
    id = found->secret_id;
  }
  asio::awaitable<Status> deleting = api_.DeleteSecret(std::move(ctx), std::move(account), std::move(id));
  const Status deleted = co_await std::move(deleting);
  if (deleted.ok()) co_return true;
  if (ReasonOf(deleted) == Reason::kSecretNotFound) co_return false;
  co_return deleted;
}

asio::awaitable<Result<FoundSecret>> SecretsOps::Send(CallContext ctx, api::Account account,
                                                      model::Chute chute, std::string key, SecretString value,
                                                      bool replace) {
  FoundSecret made;
  if (replace) {
    asio::awaitable<Result<bool>> clearing = Clear(ctx, account, chute.chute_id, key);
    const Result<bool> cleared = co_await std::move(clearing);
    if (!cleared.ok()) {
      co_return ReasonOf(cleared.status()) == Reason::kOutcomeUnknown
          ? OldOneInDoubt(cleared.status(), chute, key)
          : cleared.status();
    }
    made.replaced = *cleared;
  }
  if (made.replaced) {
    ctx = ctx.Uninterrupted();
    ctx.deadline = std::max(ctx.deadline, std::chrono::steady_clock::now() + kTimeToFinish);
  }
  asio::awaitable<Result<model::Secret>> creating =
      api_.CreateSecret(std::move(ctx), std::move(account), chute.chute_id, key, std::move(value));
  Result<model::Secret> created = co_await std::move(creating);
  if (!created.ok()) {
    co_return made.replaced
        ? AfterDeletion(created.status(), chute, key)
        : Failure(created.status().failure()).With(fact::kChuteId, chute.chute_id).With(fact::kKey, key);
  }
  made.secret = *std::move(created);
  made.secret.chute_name = std::move(chute.name);
  co_return made;
}

asio::awaitable<Result<FoundSecret>> SecretsOps::Make(CallContext ctx, SessionPtr session, NewSecret secret,
                                                      bool replace) {
  Result<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  asio::awaitable<Result<model::Chute>> resolving =
      chutes_.Find(ctx, *account, std::move(secret.purpose), "purpose");
  Result<model::Chute> chute = co_await std::move(resolving);
  if (!chute.ok()) co_return chute.status();
  asio::awaitable<std::vector<Warning>> catching_up = book_.CatchUp(ctx, *account);
  std::vector<Warning> warnings = co_await std::move(catching_up);

  asio::awaitable<Result<std::int64_t>> beginning = book_.Begin(*account, chute->chute_id, secret.key);
  const Result<std::int64_t> row = co_await std::move(beginning);
  if (!row.ok()) co_return row.status();
  asio::awaitable<Result<FoundSecret>> sending =
      Send(std::move(ctx), *std::move(account), *std::move(chute), std::move(secret.key),
           std::move(secret.value), replace);
  Result<FoundSecret> made = co_await std::move(sending);
  const bool reply_lost = !made.ok() && ReasonOf(made.status()) == Reason::kOutcomeUnknown;
  asio::awaitable<void> ending = book_.End(*row, reply_lost);
  co_await std::move(ending);
  if (made.ok()) made->warnings = std::move(warnings);
  co_return made;
}

asio::awaitable<Result<FoundSecret>> SecretsOps::Create(CallContext ctx, SessionPtr session,
                                                        NewSecret secret) {
  return Make(std::move(ctx), std::move(session), std::move(secret), false);
}

asio::awaitable<Result<FoundSecret>> SecretsOps::Set(CallContext ctx, SessionPtr session, NewSecret secret) {
  return Make(std::move(ctx), std::move(session), std::move(secret), true);
}

asio::awaitable<Result<DeletedSecret>> SecretsOps::Delete(CallContext ctx, SessionPtr session,
                                                          SecretRef ref) {
  Result<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  DeletedSecret gone;
  gone.secret_id = support::LowerCase(ref.secret_id);
  if (gone.secret_id.empty()) {
    asio::awaitable<Result<model::Secret>> looking = Look(ctx, *account, std::move(ref));
    Result<model::Secret> secret = co_await std::move(looking);
    if (!secret.ok()) co_return secret.status();
    gone.secret_id = std::move(secret->secret_id);
  }
  // Before it goes: afterwards, an entry of this one would look as if it had not been made.
  asio::awaitable<std::vector<Warning>> catching_up = book_.CatchUp(ctx, *account);
  gone.warnings = co_await std::move(catching_up);
  asio::awaitable<Status> deleting = api_.DeleteSecret(std::move(ctx), *std::move(account), gone.secret_id);
  Status deleted = co_await std::move(deleting);
  if (!deleted.ok()) co_return deleted;
  co_return gone;
}

}  // namespace chutesd::ops
