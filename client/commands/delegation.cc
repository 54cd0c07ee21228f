#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <utility>

#include "client/commands/command_line.h"
#include "client/render/next_step.h"
#include "client/start/daemon_process.h"

namespace chutes::commands {
namespace {

UsageError Wrong(std::string message, std::string_view command) {
  return {std::move(message), ShellCommand(fmt::format("chutes {} --help", command), "the official CLI's")};
}

// Takes an option with its value out of the words before `--`, in both ways of giving a value. CLI11 would
// not leave all other words as they are.
std::optional<UsageError> TakeOut(const std::string& option, Delegation& delegation,
                                  std::optional<std::string>& value) {
  std::vector<std::string>& words = delegation.arguments;
  for (std::size_t i = 0; i < words.size() && words[i] != "--";) {
    const bool is_joined = words[i].starts_with(option + "=");
    if (!is_joined && words[i] != option) {
      ++i;
      continue;
    }
    if (value) return Wrong(fmt::format("{} is given more than once", option), delegation.name);
    if (!is_joined && i + 1 == words.size()) {
      return Wrong(fmt::format("{} needs a value", option), delegation.name);
    }
    value = is_joined ? words[i].substr(option.size() + 1) : words[i + 1];
    const auto first = words.begin() + static_cast<std::ptrdiff_t>(i);
    words.erase(first, first + (is_joined ? 1 : 2));
  }
  return std::nullopt;
}

struct DocumentedCommand {
  std::string_view group;
  std::string_view name;  // empty: whatever follows, or nothing
  std::string_view meant;
  std::string_view why;
  // Words that follow are those of the command that was meant.
  bool keeps_rest = false;
};

// The first that fits counts.
constexpr std::array kOnlyDocumented = {
    DocumentedCommand{"link", "", "register", "makes an account for a hotkey"},
    DocumentedCommand{"auth", "login", "login", "the official CLI's; with a hotkey no login is needed"},
    DocumentedCommand{"auth", "", "whoami", "shows who you are to the API"},
    DocumentedCommand{"account", "", "whoami", "shows the account and its balance"},
    DocumentedCommand{"chute", "keys", "keys", "", true},
    DocumentedCommand{"chute", "", "chutes", "the official CLI's", true},
};

// " WORD" where it is safe and short enough to repeat, as options may hold secrets; else nothing.
std::string WordAt(const std::vector<std::string>& words, std::size_t place) {
  return place < words.size() && !words[place].starts_with('-') ? " " + ShellWord(words[place]) : "";
}

// Another copy of this program may be the next on PATH, or a script that leads back here. So who delegates
// leaves word of it in the environment: the process, the place on PATH that it delegated to, and how often
// this happened. A process that finds its own number goes on behind that place, and never to the same twice.
// One with another number was started by the official CLI or a script, and starts over; the count bounds even
// a script that starts us again and again.
constexpr std::string_view kVariable = "CHUTESD_HANDED_OVER";
constexpr std::int64_t kMostDelegations = 16;

struct Trail {
  std::int64_t process = 0;
  std::int64_t place = -1;
  std::int64_t count = 0;
};

Trail ReadTrail(std::string_view text) {
  Trail trail;
  for (std::int64_t* const number : {&trail.process, &trail.place, &trail.count}) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
    if (error != std::errc()) return {};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.starts_with(':')) text.remove_prefix(1);
  }
  return trail;
}

struct Found {
  std::string program;
  std::int64_t place = 0;
};

std::optional<Found> FindFrom(std::int64_t place, const Platform& platform) {
  // What execvp(3) takes if there is no PATH.
  const std::vector<std::string> folders =
      start::FoldersOfPath(platform.process.Lookup("PATH").value_or("/bin:/usr/bin"));
  for (; place < static_cast<std::int64_t>(folders.size()); ++place) {
    const std::string& folder = folders[static_cast<std::size_t>(place)];
    std::string program = (folder.empty() ? "." : folder) + "/chutes";
    if (platform.process.IsOtherProgram(program)) return Found{std::move(program), place};
  }
  return std::nullopt;
}

Exit Fail(const Platform& platform, std::string_view message, const NextStep& next) {
  platform.terminal.Err(render::ErrorText(message, next, {}));
  return Exit::kError;
}

}  // namespace

const std::vector<std::string>& OfficialCommands() {
  static const std::vector<std::string> names = {
      "build", "chutes", "deploy", "images",       "login",           "report",
      "run",   "share",  "warmup", "startup-logs", "transfer-balance"};
  return names;
}

std::optional<UsageError> TakeOutGlobals(Delegation& delegation) {
  Globals& globals = delegation.globals;
  if (auto error = TakeOut("--config-path", delegation, globals.config_path)) return error;
  if (auto error = TakeOut("--profile", delegation, globals.profile)) return error;
  std::optional<UsageError> error = CheckGlobals(globals);
  return error ? Wrong(std::move(error->message), delegation.name) : error;
}

Exit Delegate(const Delegation& delegation, Platform& platform) {
  const Checked<std::string> config_path = NamedConfigPath(delegation.globals, platform);
  if (config_path.error) {
    platform.terminal.Err(render::ErrorText(config_path.error->message, config_path.error->next, {}));
    return Exit::kUsage;
  }
  const std::string variable(kVariable);
  const Trail trail = ReadTrail(platform.process.Value(variable));
  if (trail.count >= kMostDelegations) {
    return Fail(platform,
                fmt::format("`{}` is the official CLI's, but the next `chutes` on PATH leads back here",
                            delegation.name),
                ShellCommand("type -a chutes", "shows them all"));
  }
  const std::optional<Found> found =
      FindFrom(trail.process == platform.process.pid() ? trail.place + 1 : 0, platform);
  if (!found) {
    return Fail(platform,
                fmt::format("`{}` is a command of the official CLI, and no other `chutes` is on PATH",
                            delegation.name),
                ShellCommand("pip install chutes",
                             "in a virtual environment; put its bin folder at the end of PATH"));
  }
  std::vector<std::string> words = {found->program};
  words.insert(words.end(), delegation.arguments.begin(), delegation.arguments.end());
  std::vector<std::pair<std::string, std::string>> variables = {
      {variable, fmt::format("{}:{}:{}", platform.process.pid(), found->place, trail.count + 1)}};
  if (!config_path.value.empty()) variables.emplace_back("CHUTES_CONFIG_PATH", config_path.value);
  const int error = platform.process.Become(words, variables);
  return Fail(platform, fmt::format("{} cannot be run: {}", found->program, strerror(error)),
              ShellCommand("head -1 " + ShellWord(found->program), "names the interpreter that it needs"));
}

bool IsOnlyDocumented(std::string_view group) {
  return std::any_of(kOnlyDocumented.begin(), kOnlyDocumented.end(),
                     [group](const DocumentedCommand& each) { return each.group == group; });
}

UsageError CorrectDocumented(const std::vector<std::string>& words) {
  const auto* const found =
      std::find_if(kOnlyDocumented.begin(), kOnlyDocumented.end(), [&words](const DocumentedCommand& each) {
        const bool is_named = each.name.empty() || (words.size() > 1 && each.name == words[1]);
        return each.group == words[0] && is_named;
      });
  const std::string typed = words[0] == "link" ? words[0] : words[0] + WordAt(words, 1);
  std::string meant(found->meant);
  if (found->keeps_rest) meant += WordAt(words, found->name.empty() ? 1 : 2);
  return {fmt::format("there is no command '{}'; did you mean '{}'?", typed, meant),
          ShellCommand("chutes " + meant, std::string(found->why))};
}

}  // namespace chutes::commands
