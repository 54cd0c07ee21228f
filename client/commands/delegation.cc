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

// The program that is next on PATH from a place on; empty if there is none, and then `place` is behind PATH.
std::string FindFrom(std::int64_t& place, const Platform& platform) {
  // What execvp(3) takes if there is no PATH.
  const std::vector<std::string> folders =
      start::FoldersOfPath(platform.process.Lookup("PATH").value_or("/bin:/usr/bin"));
  for (; place < std::ssize(folders); ++place) {
    const std::string& folder = folders[static_cast<std::size_t>(place)];
    std::string program = (folder.empty() ? "." : folder) + "/chutes";
    if (platform.process.IsOtherProgram(program)) return program;
  }
  return "";
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
  const auto fail = [&platform](std::string_view message, const NextStep& next, Exit exit = Exit::kError) {
    platform.terminal.Err(render::ErrorText(message, next, {}));
    return exit;
  };
  const std::string& name = delegation.name;
  chutesd::v1::Origin origin = chutesd::v1::ORIGIN_UNSPECIFIED;
  const Checked<std::string> config_path = NamedConfigPath(delegation.globals, platform, origin);
  if (config_path.error) return fail(config_path.error->message, config_path.error->next, Exit::kUsage);
  const std::string variable(kVariable);
  const Trail trail = ReadTrail(platform.process.Value(variable));
  if (trail.count >= kMostDelegations) {
    return fail(
        fmt::format("`{}` is the official CLI's, but the next `chutes` on PATH leads back here", name),
        ShellCommand("type -a chutes", "shows them all"));
  }
  std::int64_t place = trail.process == platform.process.pid() ? trail.place + 1 : 0;
  std::vector<std::string> words = {FindFrom(place, platform)};
  const std::string program = words.front();
  if (program.empty()) {
    return fail(fmt::format("`{}` is a command of the official CLI, and no other `chutes` is on PATH", name),
                ShellCommand("pip install chutes",
                             "in a virtual environment; put its bin folder at the end of PATH"));
  }
  words.insert(words.end(), delegation.arguments.begin(), delegation.arguments.end());
  std::vector<std::pair<std::string, std::string>> variables = {
      {variable, fmt::format("{}:{}:{}", platform.process.pid(), place, trail.count + 1)}};
  if (origin != chutesd::v1::ORIGIN_DEFAULT) variables.emplace_back("CHUTES_CONFIG_PATH", config_path.value);
  const int error = platform.process.Become(words, variables);
  return fail(fmt::format("{} cannot be run: {}", program, strerror(error)),
              ShellCommand("head -1 " + ShellWord(program), "names the interpreter that it needs"));
}

bool IsOnlyDocumented(std::string_view group) {
  return std::ranges::find(kOnlyDocumented, group, &DocumentedCommand::group) != kOnlyDocumented.end();
}

UsageError CorrectDocumented(const std::vector<std::string>& words) {
  const auto* const found = std::ranges::find_if(kOnlyDocumented, [&words](const DocumentedCommand& each) {
    return each.group == words[0] && (each.name.empty() || (words.size() > 1 && each.name == words[1]));
  });
  const std::string typed = words[0] == "link" ? words[0] : words[0] + WordAt(words, 1);
  std::string meant(found->meant);
  if (found->keeps_rest) meant += WordAt(words, found->name.empty() ? 1 : 2);
  return {fmt::format("there is no command '{}'; did you mean '{}'?", typed, meant),
          ShellCommand("chutes " + meant, std::string(found->why))};
}

}  // namespace chutes::commands
