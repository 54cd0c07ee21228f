#include "client/commands/config_question.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "client/commands/config_in_use.h"
#include "proto/support/files.h"

namespace chutes::commands {
namespace {

// Advice only: the daemon itself replaces nothing that it was not told to.
bool IsThere(const std::string& path, const cli::Env& env) {
  const std::optional<std::vector<std::string>> names = env.list_folder(support::FolderOf(path));
  return names && std::find(names->begin(), names->end(), path.substr(path.rfind('/') + 1)) != names->end();
}

}  // namespace

std::optional<cli::Exit> AskConfigPath(Context& context, prompt::Prompter& prompter,
                                       std::string_view username, Registration& registration) {
  rpc::CallError error;
  const std::optional<std::string> in_use = ConfigPathInUse(context, error);
  if (!in_use) return context.FailWith(error);
  registration.config_path = *in_use;
  if (registration.overwrite_config || !IsThere(*in_use, context.env())) return std::nullopt;

  const std::vector<prompt::Option> options = {
      {"another", "write another config file and keep this one as it is"},
      {"replace", "replace this one; it is kept beside the new one, with the date in its name"}};
  const std::optional<std::size_t> chosen =
      prompter.Choose(fmt::format("There is a config file already, {}:", *in_use), "What to do", options, 0);
  if (!chosen) return prompter.exit();
  if (*chosen == 1) {
    registration.overwrite_config = true;
    return std::nullopt;
  }
  const auto check = [&context](const std::string& answer) -> std::string {
    const cli::Checked<std::string> path = cli::AbsolutePath("the path", answer, context.env());
    if (path.error) return path.error->message;
    return IsThere(path.value, context.env()) ? "there is a file already" : "";
  };
  const std::string proposed = fmt::format("~/.chutes/environments/{}.ini", username);
  const std::optional<std::string> typed =
      prompter.Ask("Path of the config file", check(proposed).empty() ? proposed : "", check);
  if (!typed) return prompter.exit();
  registration.config_path = cli::AbsolutePath("the path", *typed, context.env()).value;
  return std::nullopt;
}

}  // namespace chutes::commands
