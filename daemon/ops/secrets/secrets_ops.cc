#include "daemon/ops/secrets/secrets_ops.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "daemon/ops/chute_directory.h"
#include "proto/support/text.h"

namespace chutesd::ops {
namespace {

// What making the new secret is given, once the old one is deleted, whatever is left of the call's time.
constexpr std::chrono::seconds kTimeToFinish{20};

// The error of a Set whose old secret is deleted, or may be.
Status HalfDone(std::string message, const Status& cause, const model::Chute& chute, const std::string& key) {
  Failure failure = cause.failure();
  failure.message = std::move(message) + ": " + cause.message();
  failure.next_step = "set the secret again";
  failure.facts.insert({{fact::kChuteId, chute.chute_id}, {fact::kKey, key}});
  return failure;
}

}  // namespace

asio::awaitable<std::vector<Warning>> SecretsOps::NameChutes(CallContext ctx, api::Account account,
                                                             std::vector<model::Secret>* secrets) {
  std::vector<Warning> warnings;
  if (secrets->empty()) co_return warnings;
  const Result<std::vector<model::Chute>> chutes =
      co_await ListOwnChutes(api_, std::move(ctx), std::move(account));
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

Pending<Answer<model::Page<model::Secret>>> SecretsOps::List(CallContext ctx, SessionPtr session,
                                                             SecretListArgs args) {
  Result<api::Account> account = co_await KnownAccountOf(api_, ctx, std::move(session));
  if (!account.ok()) co_return account.status();
  Answer<model::Page<model::Secret>> list;
  std::vector<model::Secret>& items = list.value.items;
  // The API pages by number and size alone: the window is cut out of one page, or of two.
  const std::int64_t skip = args.offset % args.size;
  const std::int64_t first = args.offset / args.size;
  for (std::int64_t page = first; page <= first + (skip > 0 ? 1 : 0); ++page) {
    Result<model::Page<model::Secret>> got = co_await api_.ListSecrets(ctx, *account, page, args.size);
    if (!got.ok()) co_return got.status();
    list.value.total = got->total;
    Append(std::move(got->items), items);
    if ((page + 1) * args.size >= got->total) break;
  }
  items.erase(items.begin(), items.begin() + std::min<std::int64_t>(skip, std::ssize(items)));
  if (std::ssize(items) > args.size) items.resize(static_cast<std::size_t>(args.size));
  list.warnings = co_await NameChutes(ctx, *account, &list.value.items);
  std::vector<Warning> lost = co_await intents_.ReconcileLost(std::move(ctx), *std::move(account));
  Append(std::move(lost), list.warnings);
  co_return list;
}

Pending<model::Secret> SecretsOps::Lookup(CallContext ctx, api::Account account, SecretRef ref) {
  if (!ref.secret_id.empty()) {
    const std::string id = support::LowerCase(ref.secret_id);
    Result<model::Secret> known = co_await api_.GetSecret(std::move(ctx), std::move(account), id);
    co_return known;
  }
  Result<model::Chute> chute = co_await FindChute(api_, ctx, account, std::move(ref.purpose), "purpose");
  if (!chute.ok()) co_return chute.status();
  Result<model::Secret> secret =
      co_await intents_.Find(std::move(ctx), std::move(account), chute->chute_id, std::move(ref.key));
  if (secret.ok()) secret->chute_name = std::move(chute->name);
  co_return secret;
}

Pending<Answer<model::Secret>> SecretsOps::Get(CallContext ctx, SessionPtr session, SecretRef ref) {
  Result<api::Account> account = co_await KnownAccountOf(api_, ctx, std::move(session));
  if (!account.ok()) co_return account.status();
  Result<model::Secret> secret = co_await Lookup(ctx, *account, std::move(ref));
  if (!secret.ok()) co_return secret.status();
  Answer<model::Secret> found;
  std::vector<model::Secret> one = {*std::move(secret)};
  if (one.front().chute_name.empty()) found.warnings = co_await NameChutes(ctx, *account, &one);
  found.value = std::move(one.front());
  std::vector<Warning> lost = co_await intents_.ReconcileLost(std::move(ctx), *std::move(account));
  Append(std::move(lost), found.warnings);
  co_return found;
}

Pending<bool> SecretsOps::Clear(CallContext ctx, api::Account account, std::string chute_id,
                                std::string key) {
  std::string id = SecretIdOf(account, chute_id, key);
  if (id.empty()) {
    const Result<model::Secret> found = co_await intents_.Find(ctx, account, chute_id, key);
    if (!found.ok() && found.status().reason() == Reason::kSecretNotFound) co_return false;
    if (!found.ok()) co_return found.status();
    id = found->secret_id;
  }
  const Status deleted = co_await api_.DeleteSecret(std::move(ctx), std::move(account), id);
  if (deleted.ok()) co_return true;
  if (deleted.reason() == Reason::kSecretNotFound) co_return false;
  co_return deleted;
}

Pending<StoredSecret> SecretsOps::Send(CallContext ctx, api::Account account, model::Chute chute,
                                       std::string key, SecretString value, bool replace) {
  StoredSecret stored;
  if (replace) {
    const Result<bool> cleared = co_await Clear(ctx, account, chute.chute_id, key);
    if (!cleared.ok() && cleared.failure().reason == Reason::kOutcomeUnknown) {
      co_return HalfDone(
          fmt::format("the new secret {} was not sent, as the old one may or may not be deleted", key),
          cleared.status(), chute, key);
    }
    if (!cleared.ok()) co_return cleared.status();
    stored.replaced = *cleared;
  }
  if (stored.replaced) {
    ctx = ctx.Uninterrupted();
    ctx.deadline = std::max(ctx.deadline, std::chrono::steady_clock::now() + kTimeToFinish);
  }
  Result<model::Secret> created =
      co_await api_.CreateSecret(std::move(ctx), std::move(account), chute.chute_id, key, std::move(value));
  if (!created.ok() && stored.replaced) {
    const bool is_open = created.failure().reason == Reason::kOutcomeUnknown;
    const std::string outcome =
        is_open ? "whether the new one was made is not known" : "the new one was not made";
    co_return HalfDone(fmt::format("the old secret {} is deleted, and {}", key, outcome), created.status(),
                       chute, key);
  }
  if (!created.ok()) {
    co_return Failure(created.failure()).With(fact::kChuteId, chute.chute_id).With(fact::kKey, key);
  }
  stored.secret = *std::move(created);
  stored.secret.chute_name = std::move(chute.name);
  co_return stored;
}

Pending<Answer<StoredSecret>> SecretsOps::Store(CallContext ctx, SessionPtr session, NewSecret secret,
                                                bool replace) {
  Result<api::Account> account = co_await KnownAccountOf(api_, ctx, std::move(session));
  if (!account.ok()) co_return account.status();
  Result<model::Chute> chute = co_await FindChute(api_, ctx, *account, std::move(secret.purpose), "purpose");
  if (!chute.ok()) co_return chute.status();
  Answer<StoredSecret> made;
  made.warnings = co_await intents_.ReconcileLost(ctx, *account);

  const Result<std::int64_t> row = co_await intents_.Begin(*account, chute->chute_id, secret.key);
  if (!row.ok()) co_return row.status();
  SecretString value = secret.value.Copy();
  Result<StoredSecret> sent = co_await Send(ctx, *account, *chute, secret.key, std::move(value), replace);
  if (replace && !sent.ok() && sent.failure().reason == Reason::kSecretExists) {
    // The id of the one to replace is made from the user's id, which the file may have wrong.
    Result<api::Account> confirmed = co_await api_.Confirm(ctx, *account);
    if (confirmed.ok() && confirmed->user_id != account->user_id) {
      sent = co_await Send(std::move(ctx), *std::move(confirmed), *std::move(chute), std::move(secret.key),
                           std::move(secret.value), replace);
    }
  }
  const bool reply_lost = !sent.ok() && sent.status().reason() == Reason::kOutcomeUnknown;
  (void)co_await intents_.End(*row, reply_lost);
  if (!sent.ok()) co_return sent.status();
  made.value = *std::move(sent);
  co_return made;
}

Pending<Answer<StoredSecret>> SecretsOps::Create(CallContext ctx, SessionPtr session, NewSecret secret) {
  return Store(std::move(ctx), std::move(session), std::move(secret), false);
}

Pending<Answer<StoredSecret>> SecretsOps::Set(CallContext ctx, SessionPtr session, NewSecret secret) {
  return Store(std::move(ctx), std::move(session), std::move(secret), true);
}

Pending<Answer<std::string>> SecretsOps::Delete(CallContext ctx, SessionPtr session, SecretRef ref) {
  Result<api::Account> account = co_await KnownAccountOf(api_, ctx, std::move(session));
  if (!account.ok()) co_return account.status();
  Answer<std::string> deleted;
  deleted.value = support::LowerCase(ref.secret_id);
  if (deleted.value.empty()) {
    Result<model::Secret> secret = co_await Lookup(ctx, *account, std::move(ref));
    if (!secret.ok()) co_return secret.status();
    deleted.value = std::move(secret->secret_id);
  }
  // Before it goes: afterwards, an intent to make this one would look as if it had not been made.
  deleted.warnings = co_await intents_.ReconcileLost(ctx, *account);
  const auto send = [&](CallContext sending) {
    return api_.DeleteSecret(std::move(sending), *account, deleted.value);
  };
  Status status = co_await DeleteSettled(std::move(ctx), send, Reason::kSecretNotFound);
  if (!status.ok()) co_return status;
  co_return deleted;
}

}  // namespace chutesd::ops
