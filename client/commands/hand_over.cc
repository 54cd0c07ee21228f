#include "client/commands/hand_over.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/render/error_text.h"
#include "client/start/daemon_program.h"

namespace chutes::commands {
namespace {

using cli::Exit;

// Another copy of this program may be the next on PATH, or a script that leads back here. So who hands over
// leaves word of it in the environment: the process, the place on PATH that it handed over to, and how often
// this happened. A process that finds its own number goes on behind that place, and never to the same twice.
// One with another number was started by the official CLI or a script, and begins anew; the count bounds even
// a script that starts us again and again.
constexpr std::string_view kVariable = "CHUTESD_HANDED_OVER";
constexpr std::int64_t kMostHandOvers = 16;

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

std::optional<Found> FindFrom(std::int64_t place, const cli::Env& env) {
  // What execvp(3) takes if there is no PATH.
  const std::vector<std::string> folders = start::FoldersOfPath(env.lookup("PATH").value_or("/bin:/usr/bin"));
  for (; place < static_cast<std::int64_t>(folders.size()); ++place) {
    const std::string& folder = folders[static_cast<std::size_t>(place)];
    std::string program = (folder.empty() ? "." : folder) + "/chutes";
    if (env.is_other_program(program)) return Found{std::move(program), place};
  }
  return std::nullopt;
}

Exit Fail(const cli::Env& env, std::string_view message, std::string_view next_step) {
  env.err(render::ErrorText(message, next_step));
  return Exit::kError;
}

}  // namespace

Exit HandOver(const cli::OfficialCommand& command, cli::Env& env) {
  const std::string variable(kVariable);
  const Trail trail = ReadTrail(env.lookup(variable).value_or(""));
  if (trail.count >= kMostHandOvers) {
    return Fail(env,
                fmt::format("`{}` is the official CLI's, but the next `chutes` on PATH leads back here",
                            command.name),
                "type -a chutes   (shows them all)");
  }
  const std::optional<Found> found = FindFrom(trail.process == env.process_id ? trail.place + 1 : 0, env);
  if (!found) {
    return Fail(
        env,
        fmt::format("`{}` is a command of the official CLI, and no other `chutes` is on PATH", command.name),
        "pip install chutes   (in a virtual environment; put its bin folder at the end of PATH)");
  }
  std::vector<std::string> words = {found->program};
  words.insert(words.end(), command.args.begin(), command.args.end());
  std::vector<std::pair<std::string, std::string>> variables = {
      {variable, fmt::format("{}:{}:{}", env.process_id, found->place, trail.count + 1)}};
  if (!command.config_path.empty()) variables.emplace_back("CHUTES_CONFIG_PATH", command.config_path);
  const int error = env.become(words, variables);
  return Fail(
      env, fmt::format("{} cannot be run: {}", found->program, strerror(error)),
      fmt::format("head -1 {}   (names the interpreter that it needs)", cli::ShellWord(found->program)));
}

}  // namespace chutes::commands
