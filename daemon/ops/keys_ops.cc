#include "daemon/ops/keys_ops.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/ops/scope_rules.h"
#include "daemon/ops/server_rules.h"
#include "proto/support/text.h"

namespace chutesd::ops {
namespace {

using ledger::State;

bool ContainsIgnoringCase(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(a) == lower(b);
  };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

Result<FoundKey> PickKey(AllKeys all, const std::string& id_or_name) {
  const auto found = std::find_if(all.keys.begin(), all.keys.end(), [&](const model::ApiKey& key) {
    return key.name == id_or_name || key.api_key_id == id_or_name;
  });
  if (found != all.keys.end()) return FoundKey{std::move(*found), all.notes.Warnings()};
  std::vector<std::string> names;
  for (const model::ApiKey& key : all.keys) names.push_back(key.name);
  Failure failure;
  failure.reason = Reason::kKeyNotFound;
  failure.message =
      fmt::format("there is no API key named '{}'{}", id_or_name, support::DidYouMean(id_or_name, names));
  failure.facts[fact::kName] = id_or_name;
  return failure;
}

// The API never says which actions a key allows, but here it is known what was asked for.
void CompleteActions(const std::vector<model::Scope>& asked, std::vector<model::Scope>& answered) {
  if (asked.size() != answered.size()) return;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const bool same =
        asked[i].object_type == answered[i].object_type && asked[i].object_id == answered[i].object_id;
    if (same && !answered[i].action) answered[i].action = asked[i].action;
  }
}

Status NotAnImageId(std::size_t index, const std::string& id) {
  const std::string field = fmt::format("scopes[{}].object_id", index);
  return FailField(field, fmt::format("'{}' is not the UUID of an image, and images cannot be named", id),
                   "give the image's UUID, or allow all images");
}

}  // namespace

KeyList WindowOf(std::vector<model::ApiKey> keys, const KeyListArgs& args) {
  std::erase_if(keys, [&](const model::ApiKey& key) { return !ContainsIgnoringCase(key.name, args.name); });
  KeyList list;
  list.total = static_cast<std::int64_t>(keys.size());
  const std::int64_t begin = std::min(args.offset, list.total);
  const std::int64_t end = std::min(begin + args.size, list.total);
  list.keys.assign(std::make_move_iterator(keys.begin() + begin),
                   std::make_move_iterator(keys.begin() + end));
  return list;
}

asio::awaitable<Result<KeyList>> KeysOps::List(CallContext ctx, SessionPtr session, KeyListArgs args) {
  Result<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  asio::awaitable<Result<AllKeys>> reading = book_.ReadAll(std::move(ctx), *std::move(account));
  Result<AllKeys> all = co_await std::move(reading);
  if (!all.ok()) co_return all.status();
  KeyList list = WindowOf(std::move(all->keys), args);
  list.warnings = all->notes.Warnings();
  co_return list;
}

asio::awaitable<Result<FoundKey>> KeysOps::Get(CallContext ctx, SessionPtr session, std::string id_or_name) {
  Result<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  if (!IsUuid(id_or_name)) {
    asio::awaitable<Result<AllKeys>> reading = book_.ReadAll(std::move(ctx), *std::move(account));
    Result<AllKeys> all = co_await std::move(reading);
    if (!all.ok()) co_return all.status();
    co_return PickKey(*std::move(all), id_or_name);
  }
  asio::awaitable<KeyNotes> noting = book_.ReadNotes(ctx, *account);
  const KeyNotes notes = co_await std::move(noting);
  asio::awaitable<Result<model::ApiKey>> pending =
      api_.GetKey(std::move(ctx), *std::move(account), support::LowerCase(id_or_name));
  Result<model::ApiKey> key = co_await std::move(pending);
  if (!key.ok()) co_return key.status();
  FoundKey found;
  found.key = *std::move(key);
  Annotate(notes.entries, notes.lost, found.key);
  found.warnings = notes.Warnings();
  co_return found;
}

asio::awaitable<Result<model::ApiKeySpec>> KeysOps::Resolve(CallContext ctx, api::Account account,
                                                            model::ApiKeySpec spec) {
  for (std::size_t i = 0; i < spec.scopes.size(); ++i) {
    model::Scope& scope = spec.scopes[i];
    if (!scope.object_id) continue;
    if (scope.object_type == model::ObjectType::kImages && !IsUuid(*scope.object_id)) {
      co_return NotAnImageId(i, *scope.object_id);
    }
    if (scope.object_type == model::ObjectType::kChutes) {
      asio::awaitable<Result<model::Chute>> finding =
          chutes_.Find(ctx, account, *scope.object_id, fmt::format("scopes[{}].object_id", i));
      Result<model::Chute> chute = co_await std::move(finding);
      if (!chute.ok()) co_return chute.status();
      scope.object_id = std::move(chute->chute_id);
    } else if (IsUuid(*scope.object_id)) {
      scope.object_id = support::LowerCase(*scope.object_id);
    }
  }
  co_return spec;
}

asio::awaitable<Status> KeysOps::NameTaken(CallContext ctx, api::Account account, std::string name,
                                           Status refused) {
  Failure failure = refused.failure();
  failure.message = fmt::format("there is an API key named '{}' already", name);
  failure.facts[fact::kName] = name;
  failure.violations = {{"name", "is taken"}};
  asio::awaitable<Result<AllKeys>> reading = book_.ReadAll(std::move(ctx), std::move(account));
  Result<AllKeys> all = co_await std::move(reading);
  Result<FoundKey> found = all.ok() ? PickKey(*std::move(all), name) : all.status();
  if (found.ok()) {
    const std::string& id = found->key.api_key_id;
    failure.message += fmt::format(" ({})", id);
    failure.facts[fact::kApiKeyId] = id;
    if (found->key.secret_lost) {
      failure.message += "; it was made here, but the reply with its secret was lost, so nobody can use it";
      failure.facts[fact::kProblem] = "secret_lost";
    }
  }
  co_return failure;
}

asio::awaitable<Result<NewKey>> KeysOps::Create(CallContext ctx, SessionPtr session, model::ApiKeySpec spec) {
  Result<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  asio::awaitable<Result<model::ApiKeySpec>> resolving = Resolve(ctx, *account, std::move(spec));
  Result<model::ApiKeySpec> wanted = co_await std::move(resolving);
  if (!wanted.ok()) co_return wanted.status();
  asio::awaitable<KeyNotes> noting = book_.ReadNotes(ctx, *account);
  const KeyNotes notes = co_await std::move(noting);

  asio::awaitable<Result<std::int64_t>> beginning = book_.Begin(*account, *wanted);
  const Result<std::int64_t> row = co_await std::move(beginning);
  if (!row.ok()) co_return row.status();
  asio::awaitable<Result<model::CreatedApiKey>> pending = api_.CreateKey(ctx, *account, *wanted);
  Result<model::CreatedApiKey> created = co_await std::move(pending);
  if (!created.ok()) {
    const Reason reason = created.failure().reason;
    if (reason == Reason::kOutcomeUnknown) {
      asio::awaitable<std::vector<Warning>> settling = book_.Settle(*row, State::kReplyLost, "");
      co_await std::move(settling);
      co_return created.status();
    }
    asio::awaitable<void> forgetting = book_.Forget(*row);
    co_await std::move(forgetting);
    if (reason != Reason::kKeyNameTaken) co_return created.status();
    asio::awaitable<Status> explaining =
        NameTaken(std::move(ctx), *std::move(account), wanted->name, created.status());
    Status taken = co_await std::move(explaining);
    co_return taken;
  }

  // Who has gone away will never see the secret.
  const State state = ctx.stop.stop_requested() ? State::kSecretLost : State::kDone;
  asio::awaitable<std::vector<Warning>> settling = book_.Settle(*row, state, created->key.api_key_id);
  NewKey key;
  key.warnings = co_await std::move(settling);
  key.created = *std::move(created);
  key.created.key.in_ledger = true;
  CompleteActions(wanted->scopes, key.created.key.scopes);
  for (Warning& warning : WarningsOfScopes(wanted->scopes)) key.warnings.push_back(std::move(warning));
  for (Warning& warning : notes.Warnings()) key.warnings.push_back(std::move(warning));
  co_return key;
}

asio::awaitable<Result<DeletedKey>> KeysOps::Delete(CallContext ctx, SessionPtr session,
                                                    std::string id_or_name) {
  Result<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  DeletedKey gone;
  KeyNotes notes;
  if (IsUuid(id_or_name)) {
    gone.api_key_id = support::LowerCase(id_or_name);
    asio::awaitable<KeyNotes> noting = book_.ReadNotes(ctx, *account);
    notes = co_await std::move(noting);
  } else {
    asio::awaitable<Result<AllKeys>> reading = book_.ReadAll(ctx, *account);
    Result<AllKeys> all = co_await std::move(reading);
    if (!all.ok()) co_return all.status();
    notes = all->notes;
    const Result<FoundKey> found = PickKey(*std::move(all), id_or_name);
    if (!found.ok()) co_return found.status();
    gone.api_key_id = found->key.api_key_id;
  }
  asio::awaitable<Status> deleting = api_.DeleteKey(std::move(ctx), *account, gone.api_key_id);
  Status deleted = co_await std::move(deleting);
  const bool was_gone = !deleted.ok() && deleted.failure().reason == Reason::kKeyNotFound;
  if (deleted.ok() || was_gone) {
    asio::awaitable<void> forgetting = book_.ForgetById(*account, gone.api_key_id);
    co_await std::move(forgetting);
  }
  if (!deleted.ok()) co_return deleted;
  gone.warnings = notes.Warnings(gone.api_key_id);
  co_return gone;
}

}  // namespace chutesd::ops
