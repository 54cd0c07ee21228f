#include "client/cli/account_options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <charconv>
#include <utility>

namespace chutes::cli {
namespace {

Checked<std::chrono::milliseconds> ParseTimeout(const std::string& text) {
  constexpr double kMaxSeconds = 3600;
  constexpr double kMillis = 1000;
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size() && seconds * kMillis >= 1 &&
      seconds <= kMaxSeconds) {
    return {std::chrono::milliseconds(static_cast<std::int64_t>(seconds * kMillis)), std::nullopt};
  }
  return {{},
          UsageError{fmt::format("--timeout must be a number of seconds from 0.001 to 3600, not '{}'", text),
                     ""}};
}

}  // namespace

void AddRefingerOptions(CLI::App& app, Draft& draft) {
  RefingerArgs& args = draft.refinger;
  app.add_flag("--fingerprint-stdin", args.fingerprint_stdin,
               "Read the new fingerprint from standard input, instead of having one made");
  app.add_option("--fingerprint-from", args.fingerprint_from, "Read it from this file")->type_name("FILE");
  app.add_flag("--ask", args.ask, "Ask for it, twice and without showing it");
  app.add_flag("--yes,-y", draft.yes, "Do not ask; needed without a terminal");
}

Checked<Command> FinishRefinger(const Draft& draft) {
  RefingerArgs args = draft.refinger;
  args.yes = draft.yes;
  if (MoreThanOne({args.fingerprint_stdin, args.ask, !args.fingerprint_from.empty()})) {
    return {{},
            UsageError{"--fingerprint-stdin, --fingerprint-from and --ask are one fingerprint each; give one",
                       "chutes refinger --ask"}};
  }
  return {std::move(args), std::nullopt};
}

void AddNoOptions(CLI::App&, Draft&) {}

Checked<Command> FinishStatus(const Draft&) { return {StatusArgs{}, std::nullopt}; }

Checked<Command> FinishWhoami(const Draft&) { return {WhoamiArgs{}, std::nullopt}; }

Checked<Command> FinishVersion(const Draft&) { return {VersionArgs{}, std::nullopt}; }

void AddGlobalOptions(CLI::App& app, Draft& draft) {
  constexpr const char* kGroup = "Options of every command";
  app.add_option("--config-path", draft.config_path,
                 "Path of the config file (default: ~/.chutes/config.ini)")
      ->group(kGroup);
  app.add_option("--profile", draft.profile, "Use the config file ~/.chutes/environments/NAME.ini")
      ->type_name("NAME")
      ->group(kGroup);
  app.add_flag("--api-key-stdin", draft.api_key_stdin,
               "Read an API key from the first line of standard input; it is used if there is no hotkey")
      ->group(kGroup);
  app.add_option("--output", draft.output, "Form of the output (default: table)")
      ->type_name("[table|json]")
      ->group(kGroup);
  app.add_option("--socket", draft.socket, "Path of the daemon's socket")->group(kGroup);
  app.add_option("--timeout", draft.timeout, "How long to wait for an answer (default: 30)")
      ->type_name("SECONDS")
      ->group(kGroup);
  app.add_flag("--no-autostart", draft.no_autostart, "Do not start the daemon if it does not run")
      ->group(kGroup);
}

Checked<Globals> FinishGlobals(const Draft& draft) {
  Globals globals;
  if (draft.config_path && draft.profile) {
    return {{}, UsageError{"--config-path and --profile are two config files; give one", ""}};
  }
  globals.config_path = draft.config_path;
  globals.profile = draft.profile;
  globals.api_key_stdin = draft.api_key_stdin;
  if (draft.output == "json") {
    globals.output = Output::kJson;
  } else if (draft.output != "table") {
    return {{}, UsageError{fmt::format("--output must be table or json, not '{}'", draft.output), ""}};
  }
  if (draft.socket) {
    if (draft.socket->empty()) return {{}, UsageError{"--socket is empty", ""}};
    globals.socket = *draft.socket;
  }
  if (draft.timeout) {
    Checked<std::chrono::milliseconds> timeout = ParseTimeout(*draft.timeout);
    if (timeout.error) return {{}, std::move(timeout.error)};
    globals.timeout = timeout.value;
  }
  globals.autostart = !draft.no_autostart;
  return {std::move(globals), std::nullopt};
}

}  // namespace chutes::cli
