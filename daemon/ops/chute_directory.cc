#include "daemon/ops/chute_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "daemon/ops/server_rules.h"
#include "proto/support/text.h"

namespace chutesd::ops {
namespace {

constexpr std::int64_t kChutesPerPage = 500;
constexpr std::int64_t kMostChutes = 5'000;
constexpr std::size_t kMostIdsNamed = 5;

using Chutes = std::vector<model::Chute>;

Status NoSuchChute(const Chutes& chutes, std::string_view name, std::string_view field) {
  std::vector<std::string> names;
  names.reserve(chutes.size());
  for (const model::Chute& chute : chutes) names.push_back(chute.name);
  Failure failure = Fail(Reason::kChuteNotFound, fmt::format("this account has no chute named '{}'{}", name,
                                                             support::DidYouMean(name, names)));
  failure.next_step = fmt::format("give the name of a chute of yours, or a chute's UUID, as {}", field);
  failure.violations.push_back({std::string(field), "names no chute of this account"});
  return failure;
}

Status SeveralChutes(std::vector<std::string> ids, std::string_view name, std::string_view field) {
  const std::size_t count = ids.size();
  if (count > kMostIdsNamed) {
    ids.resize(kMostIdsNamed);
    ids.emplace_back("...");
  }
  Failure failure = Fail(Reason::kChuteAmbiguous,
                         fmt::format("{} chutes are named '{}': {}", count, name, fmt::join(ids, ", ")));
  failure.next_step = fmt::format("give the UUID of one of them as {}", field);
  failure.violations.push_back({std::string(field), "names several chutes"});
  return failure;
}

}  // namespace

Result<model::Chute> PickChute(const Chutes& chutes, std::string_view name, std::string_view field) {
  const std::string wanted = support::LowerCase(name);
  std::vector<std::string> ids;
  const model::Chute* found = nullptr;
  for (const model::Chute& chute : chutes) {
    if (support::LowerCase(chute.name) != wanted) continue;
    if (std::find(ids.begin(), ids.end(), chute.chute_id) != ids.end()) continue;
    ids.push_back(chute.chute_id);
    found = &chute;
  }
  if (found == nullptr) return NoSuchChute(chutes, name, field);
  if (ids.size() > 1) return SeveralChutes(std::move(ids), name, field);
  return *found;
}

Pending<Chutes> ListOwnChutes(api::ChutesApi& api, CallContext ctx, api::Account account) {
  Chutes chutes;
  for (std::int64_t page = 0; page * kChutesPerPage < kMostChutes; ++page) {
    // Without a name: the API would take `_` and `%` in it as wildcards, and what is near is wanted, too.
    Result<model::Page<model::Chute>> got = co_await api.ListChutes(ctx, account, "", page, kChutesPerPage);
    if (!got.ok()) co_return got.status();
    const bool is_last = got->items.empty() || (page + 1) * kChutesPerPage >= got->total;
    Append(std::move(got->items), chutes);
    if (is_last) break;
  }
  // The list may hold those of others.
  Chutes own;
  const auto is_own = [&](const model::Chute& chute) { return chute.owner_user_id == account.user_id; };
  std::copy_if(chutes.begin(), chutes.end(), std::back_inserter(own), is_own);
  if (!own.empty() || chutes.empty()) co_return own;
  // Or the file has another's user id.
  Result<api::Account> confirmed = co_await api.Confirm(std::move(ctx), account);
  if (!confirmed.ok()) co_return confirmed.status();
  account = *std::move(confirmed);
  std::copy_if(chutes.begin(), chutes.end(), std::back_inserter(own), is_own);
  co_return own;
}

Pending<model::Chute> FindChute(api::ChutesApi& api, CallContext ctx, api::Account account,
                                std::string id_or_name, std::string field) {
  if (IsUuid(id_or_name)) co_return model::Chute{support::LowerCase(id_or_name), "", ""};
  const Result<Chutes> chutes = co_await ListOwnChutes(api, std::move(ctx), std::move(account));
  if (!chutes.ok()) co_return chutes.status();
  co_return PickChute(*chutes, id_or_name, field);
}

}  // namespace chutesd::ops
