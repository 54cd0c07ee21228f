#include "client/cli/scopes_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "client/cli/scope_options.h"

namespace chutes::cli {
namespace {

using chutesd::v1::Scope;
using nlohmann::json;
using Scopes = Checked<std::vector<Scope>>;

constexpr std::size_t kMaxBytes = std::size_t{64} << 10U;  // the daemon's own limit for a request
constexpr std::size_t kMaxScopes = 200;                    // see CreateKeyRequest.scopes

UsageError Wrong(std::string_view path, std::string_view what) {
  return {fmt::format("--json-input: {}: {}", path, what), ""};
}

// Remembers the member names of each open object, to find one that is given twice: JSON parsers differ
// in which of the two counts.
class DuplicateFinder {
 public:
  bool operator()(json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start) names_.emplace_back();
    if (event == json::parse_event_t::object_end) names_.pop_back();
    if (event == json::parse_event_t::key &&
        !names_.back().insert(parsed.get_ref<const std::string&>()).second && duplicate_.empty()) {
      duplicate_ = parsed.get_ref<const std::string&>();
    }
    return true;
  }
  const std::string& duplicate() const { return duplicate_; }

 private:
  std::vector<std::set<std::string>> names_;
  std::string duplicate_;
};

std::optional<UsageError> ReadMember(const std::string& name, const json& value, const std::string& path,
                                     Scope& scope) {
  if (name != "object_type" && name != "object_id" && name != "action") {
    return Wrong(path, "is not known" + DidYouMean(name, {"object_type", "object_id", "action"}));
  }
  if (value.is_null() && name != "object_type") return std::nullopt;
  if (!value.is_string()) return Wrong(path, "must be a text");
  const auto& text = value.get_ref<const std::string&>();
  if (name == "object_id") {
    if (text.empty()) return Wrong(path, "must not be empty; leave it out for all objects");
    scope.set_object_id(text);
  } else if (name == "action") {
    const std::optional<chutesd::v1::Action> action = ActionOf(text);
    if (!action) return Wrong(path, fmt::format("must be {}, not '{}'", kActionNames, text));
    scope.set_action(*action);
  } else {
    const std::optional<chutesd::v1::ObjectType> type = ObjectTypeOf(text);
    if (!type) return Wrong(path, fmt::format("must be {}, not '{}'", kObjectTypeNames, text));
    scope.set_object_type(*type);
  }
  return std::nullopt;
}

std::optional<UsageError> ReadScope(const json& document, const std::string& path, Scope& scope) {
  if (!document.is_object()) return Wrong(path, "must be an object");
  for (const auto& [name, value] : document.items()) {
    std::optional<UsageError> error = ReadMember(name, value, fmt::format("{}.{}", path, name), scope);
    if (error) return error;
  }
  if (!document.contains("object_type")) return Wrong(path + ".object_type", "is missing");
  return std::nullopt;
}

Scopes ReadList(const json& list, const std::string& path) {
  if (!list.is_array()) return {{}, Wrong(path, "must be a list")};
  if (list.empty()) return {{}, Wrong(path, "must not be empty")};
  if (list.size() > kMaxScopes) return {{}, Wrong(path, fmt::format("has more than {} scopes", kMaxScopes))};
  Scopes scopes;
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::optional<UsageError> error =
        ReadScope(list[i], fmt::format("{}[{}]", path, i), scopes.value.emplace_back());
    if (error) return {{}, std::move(error)};
  }
  return scopes;
}

}  // namespace

Scopes ReadScopes(const std::string& text) {
  if (text.size() > kMaxBytes)
    return {{}, Wrong("$", fmt::format("is larger than {} KiB", kMaxBytes >> 10U))};
  DuplicateFinder finder;
  const auto watch = [&finder](int, json::parse_event_t event, json& parsed) {
    return finder(event, parsed);
  };
  const json document = json::parse(text, watch, false);
  if (document.is_discarded()) return {{}, Wrong("$", "is not JSON; quote it for the shell with '...'")};
  if (!finder.duplicate().empty()) {
    return {{}, Wrong("$", fmt::format("has '{}' twice in one object", finder.duplicate()))};
  }
  if (document.is_array()) return ReadList(document, "$");
  if (!document.is_object()) return {{}, Wrong("$", R"(must be {"scopes": [...]} or a list)")};
  for (const auto& [name, value] : document.items()) {
    if (name != "scopes") return {{}, Wrong("$." + name, "is not known" + DidYouMean(name, {"scopes"}))};
  }
  if (!document.contains("scopes")) return {{}, Wrong("$.scopes", "is missing")};
  return ReadList(document["scopes"], "$.scopes");
}

}  // namespace chutes::cli
