#include "daemon/ops/keys_ops.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/ops/server_rules.h"

namespace chutesd::ops {
namespace {

constexpr std::int64_t kUpstreamPageSize = 1000;
constexpr std::int64_t kMostKeys = 10'000;

bool ContainsIgnoringCase(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(a) == lower(b);
  };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

absl::Status NoSuchKey(std::string_view name) {
  Failure failure;
  failure.reason = Reason::kKeyNotFound;
  failure.message = fmt::format("there is no API key named '{}'", name);
  failure.next_step = "chutes keys list";
  return Fail(std::move(failure));
}

absl::Status NameTaken(std::string_view name) {
  Failure failure;
  failure.reason = Reason::kKeyNameTaken;
  failure.message = fmt::format("there is an API key named '{}' already", name);
  failure.next_step = "choose another name, or look at that key: chutes keys list";
  failure.violations.push_back({"name", "is taken"});
  return Fail(std::move(failure));
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

absl::Status TooManyKeys(std::int64_t total) {
  Failure failure;
  failure.reason = Reason::kUpstreamTooLarge;
  failure.message =
      fmt::format("the account has {} API keys; lists of up to {} can be put in order", total, kMostKeys);
  failure.next_step = "delete keys that are not used, by id";
  return Fail(std::move(failure));
}

}  // namespace

void PutInOrder(std::vector<model::ApiKey>& keys) {
  std::sort(keys.begin(), keys.end(), [](const model::ApiKey& a, const model::ApiKey& b) {
    if (a.create_time != b.create_time) return a.create_time > b.create_time;
    return a.api_key_id < b.api_key_id;
  });
  const auto same_id = [](const model::ApiKey& a, const model::ApiKey& b) {
    return a.api_key_id == b.api_key_id;
  };
  keys.erase(std::unique(keys.begin(), keys.end(), same_id), keys.end());
}

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

asio::awaitable<absl::StatusOr<KeysOps::Keys>> KeysOps::ReadAll(CallContext ctx, api::Account account) {
  Keys keys;
  std::set<std::string> ids;
  // Pages of an unordered list may overlap, and then others are missed: a second pass finds those.
  for (int pass = 0; pass < 2; ++pass) {
    std::int64_t total = 0;
    for (std::int64_t page = 0; page == 0 || page * kUpstreamPageSize < total; ++page) {
      asio::awaitable<absl::StatusOr<model::Page<model::ApiKey>>> pending =
          api_.ListKeys(ctx, account, page, kUpstreamPageSize);
      absl::StatusOr<model::Page<model::ApiKey>> got = co_await std::move(pending);
      if (!got.ok()) co_return got.status();
      total = got->total;
      if (total > kMostKeys) co_return TooManyKeys(total);
      if (got->items.empty()) break;
      for (model::ApiKey& key : got->items) {
        if (ids.insert(key.api_key_id).second) keys.push_back(std::move(key));
      }
    }
    if (static_cast<std::int64_t>(keys.size()) >= total) break;
  }
  PutInOrder(keys);
  co_return keys;
}

asio::awaitable<absl::StatusOr<KeyList>> KeysOps::List(CallContext ctx, SessionPtr session,
                                                       KeyListArgs args) {
  absl::StatusOr<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  asio::awaitable<absl::StatusOr<Keys>> pending = ReadAll(std::move(ctx), *std::move(account));
  absl::StatusOr<Keys> keys = co_await std::move(pending);
  if (!keys.ok()) co_return keys.status();
  co_return WindowOf(*std::move(keys), args);
}

asio::awaitable<absl::StatusOr<model::ApiKey>> KeysOps::FindByName(CallContext ctx, api::Account account,
                                                                   std::string name) {
  asio::awaitable<absl::StatusOr<Keys>> pending = ReadAll(std::move(ctx), std::move(account));
  absl::StatusOr<Keys> keys = co_await std::move(pending);
  if (!keys.ok()) co_return keys.status();
  const auto found =
      std::find_if(keys->begin(), keys->end(), [&](const model::ApiKey& key) { return key.name == name; });
  if (found == keys->end()) co_return NoSuchKey(name);
  co_return std::move(*found);
}

asio::awaitable<absl::StatusOr<model::ApiKey>> KeysOps::Get(CallContext ctx, SessionPtr session,
                                                            std::string id_or_name) {
  absl::StatusOr<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  asio::awaitable<absl::StatusOr<model::ApiKey>> pending =
      IsUuid(id_or_name) ? api_.GetKey(std::move(ctx), *std::move(account), std::move(id_or_name))
                         : FindByName(std::move(ctx), *std::move(account), std::move(id_or_name));
  absl::StatusOr<model::ApiKey> key = co_await std::move(pending);
  co_return key;
}

asio::awaitable<absl::StatusOr<model::CreatedApiKey>> KeysOps::Create(CallContext ctx, SessionPtr session,
                                                                      model::ApiKeySpec spec) {
  absl::StatusOr<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  asio::awaitable<absl::StatusOr<model::CreatedApiKey>> pending =
      api_.CreateKey(std::move(ctx), *std::move(account), spec);
  absl::StatusOr<model::CreatedApiKey> created = co_await std::move(pending);
  if (created.ok()) {
    CompleteActions(spec.scopes, created->key.scopes);
  } else if (FailureOf(created.status())->reason == Reason::kKeyNameTaken) {
    co_return NameTaken(spec.name);
  }
  co_return created;
}

asio::awaitable<absl::StatusOr<std::string>> KeysOps::Delete(CallContext ctx, SessionPtr session,
                                                             std::string id_or_name) {
  absl::StatusOr<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  std::string id = id_or_name;
  if (!IsUuid(id_or_name)) {
    asio::awaitable<absl::StatusOr<model::ApiKey>> finding = FindByName(ctx, *account, std::move(id_or_name));
    absl::StatusOr<model::ApiKey> found = co_await std::move(finding);
    if (!found.ok()) co_return found.status();
    id = found->api_key_id;
  }
  asio::awaitable<absl::Status> deleting = api_.DeleteKey(std::move(ctx), *std::move(account), id);
  absl::Status deleted = co_await std::move(deleting);
  if (!deleted.ok()) co_return deleted;
  co_return id;
}

}  // namespace chutesd::ops
