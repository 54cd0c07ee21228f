#include "daemon/ops/keys/keys_ops.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "daemon/ops/chute_directory.h"
#include "daemon/ops/server_rules.h"
#include "proto/support/text.h"

namespace chutesd::ops {
namespace {

constexpr std::size_t kMostNamed = 3;

bool CanMatch(const model::Scope& scope) {
  return scope.object_type == model::ObjectType::kChutes &&
         scope.action.value_or(model::Action::kInvoke) == model::Action::kInvoke;
}

using ledger::State;

Result<model::ApiKey> PickKey(const std::vector<model::ApiKey>& keys, const std::string& id_or_name) {
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const model::ApiKey& key) {
    return key.name == id_or_name || key.api_key_id == id_or_name;
  });
  if (found != keys.end()) return *found;
  std::vector<std::string> names;
  names.reserve(keys.size());
  for (const model::ApiKey& key : keys) names.push_back(key.name);
  return Fail(Reason::kKeyNotFound, fmt::format("there is no API key named '{}'{}", id_or_name,
                                                support::DidYouMean(id_or_name, names)))
      .With(fact::kName, id_or_name);
}

Status NotAnImageId(std::size_t index, const std::string& id) {
  const std::string field = fmt::format("scopes[{}].object_id", index);
  return FailField(field, fmt::format("'{}' is not the UUID of an image, and images cannot be named", id),
                   "give the image's UUID, or allow all images");
}

// What the caller must know of the scopes of a new key: the API's server matches them only when a chute is
// invoked, so that any other scope lets the key do nothing. One warning at most.
std::vector<Warning> WarningsOfScopes(const std::vector<model::Scope>& scopes) {
  std::vector<std::string> useless;
  for (const model::Scope& scope : scopes) {
    if (CanMatch(scope)) continue;
    std::string text = fmt::format("{} on {}", scope.action ? NameOf(*scope.action) : "every action",
                                   NameOf(scope.object_type));
    if (std::find(useless.begin(), useless.end(), text) == useless.end()) useless.push_back(std::move(text));
  }
  if (useless.empty()) return {};
  if (useless.size() > kMostNamed) {
    useless.resize(kMostNamed);
    useless.emplace_back("more");
  }
  const bool all = std::none_of(scopes.begin(), scopes.end(), CanMatch);
  return {{code::kScopeNeverMatches,
           fmt::format("the API lets keys with scopes only invoke chutes, so {} never matches{}",
                       fmt::join(useless, ", "), all ? " and this key can do nothing" : "")}};
}

}  // namespace

Pending<Answer<model::Page<model::ApiKey>>> KeysOps::List(CallContext ctx, SessionPtr session,
                                                          KeyListArgs args) {
  Result<api::Account> account = co_await KnownAccountOf(api_, ctx, std::move(session));
  if (!account.ok()) co_return account.status();
  Result<KeyInventory> all = co_await intents_.ReadAll(std::move(ctx), *std::move(account));
  if (!all.ok()) co_return all.status();
  std::vector<model::ApiKey>& keys = all->keys;
  const std::string part = support::LowerCase(args.name);
  std::erase_if(keys, [&](const model::ApiKey& key) {
    return support::LowerCase(key.name).find(part) == std::string::npos;
  });
  Answer<model::Page<model::ApiKey>> list;
  list.value.total = static_cast<std::int64_t>(keys.size());
  const std::int64_t begin = std::min(args.offset, list.value.total);
  const std::int64_t end = std::min(begin + args.size, list.value.total);
  list.value.items.assign(std::make_move_iterator(keys.begin() + begin),
                          std::make_move_iterator(keys.begin() + end));
  list.warnings = all->records.Warnings();
  co_return list;
}

Pending<KeyInventory> KeysOps::Find(CallContext ctx, api::Account account, std::string id_or_name) {
  KeyInventory found;
  if (IsUuid(id_or_name)) {
    found.keys.emplace_back().api_key_id = support::LowerCase(id_or_name);
    found.records = co_await intents_.ReadRecords(std::move(ctx), std::move(account));
    co_return found;
  }
  Result<KeyInventory> all = co_await intents_.ReadAll(std::move(ctx), std::move(account));
  if (!all.ok()) co_return all.status();
  Result<model::ApiKey> named = PickKey(all->keys, id_or_name);
  if (!named.ok()) co_return named.status();
  all->keys = {*std::move(named)};
  co_return all;
}

Pending<Answer<model::ApiKey>> KeysOps::Get(CallContext ctx, SessionPtr session, std::string id_or_name) {
  Result<api::Account> account = co_await KnownAccountOf(api_, ctx, std::move(session));
  if (!account.ok()) co_return account.status();
  Result<KeyInventory> found = co_await Find(ctx, *account, id_or_name);
  if (!found.ok()) co_return found.status();
  Answer<model::ApiKey> answer;
  answer.value = std::move(found->keys.front());
  if (IsUuid(id_or_name)) {
    Result<model::ApiKey> key =
        co_await api_.GetKey(std::move(ctx), *std::move(account), answer.value.api_key_id);
    if (!key.ok()) co_return key.status();
    answer.value = *std::move(key);
    Annotate(found->records.entries, found->records.lost, answer.value);
  }
  answer.warnings = found->records.Warnings();
  co_return answer;
}

Pending<model::ApiKeySpec> KeysOps::Resolve(CallContext ctx, api::Account account, model::ApiKeySpec spec) {
  std::optional<Chutes> chutes;  // listed for the first name
  for (std::size_t i = 0; i < spec.scopes.size(); ++i) {
    model::Scope& scope = spec.scopes[i];
    if (!scope.object_id) continue;
    const bool is_named = !IsUuid(*scope.object_id);
    if (scope.object_type == model::ObjectType::kImages && is_named) {
      co_return NotAnImageId(i, *scope.object_id);
    }
    if (scope.object_type == model::ObjectType::kChutes && is_named) {
      if (!chutes) {
        Result<Chutes> listed = co_await ListOwnChutes(api_, ctx, account);
        if (!listed.ok()) co_return listed.status();
        chutes = *std::move(listed);
      }
      Result<model::Chute> chute =
          PickChute(*chutes, *scope.object_id, fmt::format("scopes[{}].object_id", i));
      if (!chute.ok()) co_return chute.status();
      scope.object_id = std::move(chute->chute_id);
    }
    if (IsUuid(*scope.object_id)) scope.object_id = support::LowerCase(*scope.object_id);
  }
  co_return spec;
}

asio::awaitable<Status> KeysOps::NameTaken(CallContext ctx, api::Account account, std::string name,
                                           Status refused) {
  Failure failure = refused.failure();
  failure.message = fmt::format("there is an API key named '{}' already", name);
  failure.facts[fact::kName] = name;
  failure.violations = {{"name", "is taken"}};
  const Result<KeyInventory> all = co_await intents_.ReadAll(std::move(ctx), std::move(account));
  const Result<model::ApiKey> taken = all.ok() ? PickKey(all->keys, name) : all.status();
  if (taken.ok()) {
    failure.message += fmt::format(" ({})", taken->api_key_id);
    failure.facts[fact::kApiKeyId] = taken->api_key_id;
    if (taken->secret_lost) {
      failure.message += "; it was made here, but the reply with its secret was lost, so nobody can use it";
      failure.facts[fact::kProblem] = "secret_lost";
    }
  }
  co_return failure;
}

Pending<Answer<model::CreatedApiKey>> KeysOps::Create(CallContext ctx, SessionPtr session,
                                                      model::ApiKeySpec spec) {
  Result<api::Account> account = co_await KnownAccountOf(api_, ctx, std::move(session));
  if (!account.ok()) co_return account.status();
  Result<model::ApiKeySpec> wanted = co_await Resolve(ctx, *account, std::move(spec));
  if (!wanted.ok()) co_return wanted.status();
  const KeyRecords records = co_await intents_.ReadRecords(ctx, *account);

  const Result<std::int64_t> row = co_await intents_.Begin(*account, *wanted);
  if (!row.ok()) co_return row.status();
  Result<model::CreatedApiKey> created = co_await api_.CreateKey(ctx, *account, *wanted);
  if (!created.ok()) {
    const Reason reason = created.status().reason();
    if (reason == Reason::kOutcomeUnknown) {
      co_await intents_.RecordOutcome(*row, State::kReplyLost, "");
      co_return created.status();
    }
    (void)co_await intents_.Forget(*row);
    if (reason != Reason::kKeyNameTaken) co_return created.status();
    Status taken = co_await NameTaken(std::move(ctx), *std::move(account), wanted->name, created.status());
    co_return taken;
  }

  // A caller who has gone away will never see the secret.
  const State state = ctx.stop.stop_requested() ? State::kSecretLost : State::kDone;
  Answer<model::CreatedApiKey> made;
  made.value = *std::move(created);
  model::ApiKey& key = made.value.key;
  if (key.api_key_id.empty()) {
    (void)co_await intents_.Forget(*row);
  } else {
    made.warnings = co_await intents_.RecordOutcome(*row, state, key.api_key_id);
  }
  key.in_ledger = !key.api_key_id.empty();
  if (!made.value.problem.empty()) {
    // The secret is all that only this reply has.
    if (key.name.empty()) key.name = wanted->name;
    key.admin = key.admin.value_or(wanted->admin);
    if (key.scopes.empty()) key.scopes = wanted->scopes;
    made.warnings.push_back(
        {code::kReplyIncomplete, IncompleteReply("the API key was made", made.value.problem)});
  }
  CompleteActions(wanted->scopes, made.value.key.scopes);
  Append(WarningsOfScopes(wanted->scopes), made.warnings);
  Append(records.Warnings(), made.warnings);
  co_return made;
}

Pending<Answer<std::string>> KeysOps::Delete(CallContext ctx, SessionPtr session, std::string id_or_name) {
  Result<api::Account> account = co_await KnownAccountOf(api_, ctx, std::move(session));
  if (!account.ok()) co_return account.status();
  Result<KeyInventory> found = co_await Find(ctx, *account, std::move(id_or_name));
  if (!found.ok()) co_return found.status();
  Answer<std::string> deleted;
  deleted.value = std::move(found->keys.front().api_key_id);
  const auto send = [&](CallContext sending) {
    return api_.DeleteKey(std::move(sending), *account, deleted.value);
  };
  Status status = co_await DeleteSettled(std::move(ctx), send, Reason::kKeyNotFound);
  if (status.ok() || status.reason() == Reason::kKeyNotFound) {
    (void)co_await intents_.ForgetById(*account, deleted.value);
  }
  if (!status.ok()) co_return status;
  deleted.warnings = found->records.Warnings(deleted.value);
  co_return deleted;
}

}  // namespace chutesd::ops
