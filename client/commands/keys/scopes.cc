#include "client/commands/keys/scopes.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "client/commands/options.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

using chutesd::v1::Action;
using chutesd::v1::ObjectType;
using chutesd::v1::Scope;
using render::Json;
using Scopes = Checked<std::vector<Scope>>;

constexpr std::size_t kMaxBytes = std::size_t{64} << 10U;  // the daemon's own limit for a request
constexpr std::size_t kMaxScopes = 200;                    // see CreateKeyRequest.scopes

// The values of an enum that have names, counted from 1.
template <typename Enum>
std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (int value = 1; !render::NameOf(static_cast<Enum>(value)).empty(); ++value) {
    names.emplace_back(render::NameOf(static_cast<Enum>(value)));
  }
  return names;
}

// The value with this name; none, 0, for any other text.
template <typename Enum>
Enum ValueOf(std::string_view name) {
  const std::vector<std::string> names = Names<Enum>();
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? Enum() : static_cast<Enum>(found - names.begin() + 1);
}

UsageError Wrong(std::string_view path, std::string_view what) {
  return {fmt::format("--json-input: {}: {}", path, what)};
}

// Remembers the member names of each open object, to find one that is given twice: JSON parsers differ
// in which of the two counts.
class DuplicateFinder {
 public:
  bool operator()(Json::parse_event_t event, const Json& parsed) {
    if (event == Json::parse_event_t::object_start) names_.emplace_back();
    if (event == Json::parse_event_t::object_end) names_.pop_back();
    if (event == Json::parse_event_t::key &&
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

std::optional<UsageError> ReadMember(const std::string& name, const Json& value, const std::string& path,
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
  } else if (const std::string problem =
                 name == "action" ? OneOf(Names<Action>())(text) : OneOf(Names<ObjectType>())(text);
             !problem.empty()) {
    return Wrong(path, problem);
  } else if (name == "action") {
    scope.set_action(ValueOf<Action>(text));
  } else {
    scope.set_object_type(ValueOf<ObjectType>(text));
  }
  return std::nullopt;
}

std::optional<UsageError> ReadScope(const Json& document, const std::string& path, Scope& scope) {
  if (!document.is_object()) return Wrong(path, "must be an object");
  for (const auto& [name, value] : document.items()) {
    std::optional<UsageError> error = ReadMember(name, value, fmt::format("{}.{}", path, name), scope);
    if (error) return error;
  }
  if (!document.contains("object_type")) return Wrong(path + ".object_type", "is missing");
  return std::nullopt;
}

Scopes ReadList(const Json& list, const std::string& path) {
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

// The document of --json-input that is not on the command line itself.
Checked<std::string> ReadDocument(const std::string& typed, const Platform& platform) {
  if (typed != "-") return ReadOwnFile("--json-input", typed.substr(1), kMaxBytes, platform);
  const NextStep example = Advice("give it from a file: --json-input - < FILE");
  if (platform.terminal.facts().in) {
    return {"", UsageError{"--json-input -: standard input is a terminal", example}};
  }
  std::optional<std::string> text = platform.terminal.ReadRest(kMaxBytes);
  if (!text) return {"", UsageError{"--json-input -: standard input cannot be read", example}};
  return {*std::move(text)};
}

std::optional<UsageError> FillFrom(const std::string& document, chutesd::v1::CreateKeyRequest& request) {
  Scopes read = ReadScopes(document);
  for (Scope& scope : read.value) *request.add_scopes() = std::move(scope);
  return std::move(read.error);
}

void AddScopes(ObjectType type, bool all, const std::vector<std::string>& ids, Action action,
               chutesd::v1::CreateKeyRequest& request) {
  Scope scope;
  scope.set_object_type(type);
  scope.set_action(action);
  if (all) *request.add_scopes() = scope;
  for (const std::string& id : ids) {
    scope.set_object_id(id);
    *request.add_scopes() = scope;
  }
}

}  // namespace

Scopes ReadScopes(const std::string& text) {
  if (text.size() > kMaxBytes)
    return {{}, Wrong("$", fmt::format("is larger than {} KiB", kMaxBytes >> 10U))};
  DuplicateFinder finder;
  const auto watch = [&finder](int, Json::parse_event_t event, Json& parsed) {
    return finder(event, parsed);
  };
  const Json document = Json::parse(text, watch, false);
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

void ScopeOptions::Add(CLI::App& app, CLI::Option* admin) {
  const std::vector<CLI::Option*> limits = {
      app.add_flag("--images", images_, "Allow access to all images"),
      app.add_flag("--chutes", chutes_, "Allow access to all chutes"),
      app.add_option("--image-ids", image_ids_,
                     "Allow access to these images (repeat, or separate by commas)"),
      app.add_option("--chute-ids", chute_ids_,
                     "Allow access to these chutes (repeat, or separate by commas)"),
      app.add_option("--action", action_, "What it may do with them (default: everything)")
          ->type_name("[read|write|delete|invoke]")
          ->check(OneOf(Names<Action>()))};
  for (CLI::Option* ids : {limits[2], limits[3]}) ids->delimiter(',')->allow_extra_args(false);
  CLI::Option* const json = app.add_option(
      "--json-input", json_input_,
      R"(All scopes as JSON, @FILE or -: {"scopes": [{"object_type": "chutes", "action": "invoke"}]})");
  admin->excludes(json);
  for (CLI::Option* limit : limits) {
    admin->excludes(limit);
    json->excludes(limit);
  }
}

std::optional<UsageError> ScopeOptions::Check(chutesd::v1::CreateKeyRequest& request) const {
  if (is_elsewhere()) {
    return *json_input_ == "@" ? std::optional(UsageError{"--json-input: @ wants a file's name"})
                               : std::nullopt;
  }
  if (json_input_) return FillFrom(*json_input_, request);
  const Action action = ValueOf<Action>(action_);
  AddScopes(chutesd::v1::OBJECT_TYPE_IMAGES, images_, image_ids_, action, request);
  AddScopes(chutesd::v1::OBJECT_TYPE_CHUTES, chutes_, chute_ids_, action, request);
  return std::nullopt;
}

std::optional<UsageError> ScopeOptions::Read(chutesd::v1::CreateKeyRequest& request,
                                             const Platform& platform) const {
  if (!is_elsewhere()) return std::nullopt;
  Checked<std::string> text = ReadDocument(*json_input_, platform);
  if (text.error) return std::move(text.error);
  return FillFrom(text.value, request);
}

}  // namespace chutes::commands
