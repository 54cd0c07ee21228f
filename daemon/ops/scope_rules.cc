#include "daemon/ops/scope_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace chutesd::ops {
namespace {

constexpr std::size_t kMostNamed = 3;

std::string_view NameOf(model::ObjectType type) {
  switch (type) {
    case model::ObjectType::kImages:
      return "images";
    case model::ObjectType::kChutes:
      return "chutes";
    case model::ObjectType::kInvocations:
      return "invocations";
    case model::ObjectType::kUnknown:
      return "?";
  }
  return "?";
}

std::string_view NameOf(const std::optional<model::Action>& action) {
  if (!action) return "every action";
  switch (*action) {
    case model::Action::kRead:
      return "read";
    case model::Action::kWrite:
      return "write";
    case model::Action::kDelete:
      return "delete";
    case model::Action::kInvoke:
      return "invoke";
  }
  return "?";
}

bool CanMatch(const model::Scope& scope) {
  return scope.object_type == model::ObjectType::kChutes &&
         scope.action.value_or(model::Action::kInvoke) == model::Action::kInvoke;
}

}  // namespace

std::vector<Warning> WarningsOfScopes(const std::vector<model::Scope>& scopes) {
  std::vector<std::string> useless;
  for (const model::Scope& scope : scopes) {
    if (CanMatch(scope)) continue;
    std::string text = fmt::format("{} on {}", NameOf(scope.action), NameOf(scope.object_type));
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

}  // namespace chutesd::ops
