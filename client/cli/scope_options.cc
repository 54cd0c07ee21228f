#include "client/cli/scope_options.h"

#include <fmt/format.h>

#include <utility>

#include "client/cli/scopes_json.h"

namespace chutes::cli {
namespace {

using chutesd::v1::Action;
using chutesd::v1::ObjectType;
using chutesd::v1::Scope;

bool NamesObjects(const KeyOptions& options) {
  return options.images || options.chutes || !options.image_ids.empty() || !options.chute_ids.empty();
}

std::string Create(const KeyOptions& options, std::string_view rest) {
  return fmt::format("chutes keys create --name {} {}", ShellWord(options.name), rest);
}

void AddScopes(ObjectType type, bool all, const std::vector<std::string>& ids, Action action,
               std::vector<Scope>& scopes) {
  Scope scope;
  scope.set_object_type(type);
  scope.set_action(action);
  if (all) scopes.push_back(scope);
  for (const std::string& id : ids) {
    scope.set_object_id(id);
    scopes.push_back(scope);
  }
}

std::optional<UsageError> CheckCombination(const KeyOptions& options) {
  if (options.name.empty()) {
    return UsageError{"--name is missing", "chutes keys create --name my-key --chutes --action invoke"};
  }
  if (options.admin && (NamesObjects(options) || options.action || options.json_input)) {
    return UsageError{"--admin allows everything and cannot be limited by other options",
                      Create(options, "--admin")};
  }
  if (options.json_input && (NamesObjects(options) || options.action)) {
    return UsageError{"--json-input says all that the key may do; leave the other scope options out",
                      Create(options, "--json-input '...'")};
  }
  if (options.admin || options.json_input || NamesObjects(options)) return std::nullopt;
  if (options.action) {
    return UsageError{fmt::format("--action {} says nothing about what it applies to", *options.action),
                      Create(options, fmt::format("--chutes --action {}", *options.action))};
  }
  return UsageError{"a key that may do nothing is no use: say what it may do",
                    Create(options, "--chutes --action invoke   (or --admin for everything)")};
}

}  // namespace

std::optional<Action> ActionOf(std::string_view name) {
  if (name == "read") return chutesd::v1::ACTION_READ;
  if (name == "write") return chutesd::v1::ACTION_WRITE;
  if (name == "delete") return chutesd::v1::ACTION_DELETE;
  if (name == "invoke") return chutesd::v1::ACTION_INVOKE;
  return std::nullopt;
}

std::optional<ObjectType> ObjectTypeOf(std::string_view name) {
  if (name == "images") return chutesd::v1::OBJECT_TYPE_IMAGES;
  if (name == "chutes") return chutesd::v1::OBJECT_TYPE_CHUTES;
  if (name == "invocations") return chutesd::v1::OBJECT_TYPE_INVOCATIONS;
  return std::nullopt;
}

Checked<KeysCreateArgs> KeyToCreate(const KeyOptions& options) {
  Action action = chutesd::v1::ACTION_UNSPECIFIED;
  if (options.action) {
    const std::optional<Action> known = ActionOf(*options.action);
    if (!known) {
      return {{},
              UsageError{fmt::format("--action must be {}, not '{}'{}", kActionNames, *options.action,
                                     DidYouMean(*options.action, {"read", "write", "delete", "invoke"})),
                         ""}};
    }
    action = *known;
  }
  if (std::optional<UsageError> error = CheckCombination(options)) return {{}, std::move(error)};
  KeysCreateArgs args;
  args.name = options.name;
  args.admin = options.admin;
  args.output_file = options.output_file;
  args.quiet = options.quiet;
  if (args.quiet && !args.output_file.empty()) {
    return {{},
            UsageError{"--quiet prints the secret, --output-file keeps it from being printed; give one",
                       Create(options, "... --output-file " + ShellWord(args.output_file))}};
  }
  if (options.json_input && (*options.json_input == "-" || options.json_input->starts_with('@'))) {
    args.scopes_file = *options.json_input == "-" ? "-" : options.json_input->substr(1);
    if (args.scopes_file.empty()) return {{}, UsageError{"--json-input: @ wants a file's name", ""}};
    return {std::move(args), std::nullopt};
  }
  if (options.json_input) {
    Checked<std::vector<Scope>> read = ReadScopes(*options.json_input);
    if (read.error) return {{}, std::move(read.error)};
    args.scopes = std::move(read.value);
    return {std::move(args), std::nullopt};
  }
  AddScopes(chutesd::v1::OBJECT_TYPE_IMAGES, options.images, options.image_ids, action, args.scopes);
  AddScopes(chutesd::v1::OBJECT_TYPE_CHUTES, options.chutes, options.chute_ids, action, args.scopes);
  return {std::move(args), std::nullopt};
}

}  // namespace chutes::cli
