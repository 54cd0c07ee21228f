#include "client/cli/keys_options.h"

#include <CLI/App.hpp>
#include <utility>

#include "client/cli/page_options.h"
#include "client/cli/scope_options.h"

namespace chutes::cli {
namespace {

UsageError MissingKey(std::string_view command) {
  return {"which key? give its name or id", "chutes keys " + std::string(command) + " NAME_OR_ID"};
}

}  // namespace

void AddKeysListOptions(CLI::App& app, Draft& draft) {
  app.add_option("--name", draft.filter, "Only keys whose name contains this text");
  AddPageOptions(app, draft);
}

Checked<Command> FinishKeysList(const Draft& draft) {
  Checked<Page> page = FinishPage(draft);
  if (page.error) return {{}, std::move(page.error)};
  return {KeysListArgs{draft.filter, page.value.limit, page.value.page}, std::nullopt};
}

void AddKeysCreateOptions(CLI::App& app, Draft& draft) {
  KeyOptions& key = draft.key;
  app.add_option("--name", key.name, "Name for the API key (required)");
  app.add_flag("--admin", key.admin, "Create an admin key with full permissions");
  app.add_flag("--images", key.images, "Allow access to all images");
  app.add_flag("--chutes", key.chutes, "Allow access to all chutes");
  app.add_option("--image-ids", key.image_ids, "Allow access to these images (repeat, or separate by commas)")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--chute-ids", key.chute_ids, "Allow access to these chutes (repeat, or separate by commas)")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--action", key.action, "What it may do with them (default: everything)")
      ->type_name("[read|write|delete|invoke]");
  app.add_option(
      "--json-input", key.json_input,
      R"(All scopes as JSON, @FILE or -: {"scopes": [{"object_type": "chutes", "action": "invoke"}]})");
  app.add_option("--output-file", key.output_file, "Write the secret to this new file, and do not show it");
  app.add_flag("--quiet", key.quiet, "Print the secret and nothing else");
}

Checked<Command> FinishKeysCreate(const Draft& draft) {
  Checked<KeysCreateArgs> args = KeyToCreate(draft.key);
  return {std::move(args.value), std::move(args.error)};
}

void AddKeyOption(CLI::App& app, Draft& draft) {
  app.add_option("NAME_OR_ID", draft.subject, "Name or id of the API key");
}

Checked<Command> FinishKeysGet(const Draft& draft) {
  if (draft.subject.empty()) return {{}, MissingKey("get")};
  return {KeysGetArgs{draft.subject}, std::nullopt};
}

void AddKeysDeleteOptions(CLI::App& app, Draft& draft) {
  AddKeyOption(app, draft);
  app.add_flag("-y,--yes", draft.yes, "Do not ask; needed without a terminal");
}

Checked<Command> FinishKeysDelete(const Draft& draft) {
  if (draft.subject.empty()) return {{}, MissingKey("delete")};
  return {KeysDeleteArgs{draft.subject, draft.yes}, std::nullopt};
}

}  // namespace chutes::cli
