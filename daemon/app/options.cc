#include "daemon/app/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>
#include <sstream>

#include "chutes/version.h"
#include "proto/support/text.h"

namespace chutesd::app {
namespace {

constexpr int kUsage = 2;
constexpr int kLongestIdleExit = 366 * 24 * 3600;
constexpr int kFirstOtherDescriptor = 3;
constexpr int kLastDescriptor = 1'000'000;

std::string Environment(const support::EnvLookup& environment, const std::string& name) {
  return environment(name).value_or("");
}

std::string Absolute(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

// Where state belongs: a relative XDG_STATE_HOME is to be ignored.
std::string DefaultLedgerPath(const support::EnvLookup& environment) {
  std::string given = Environment(environment, "CHUTESD_LEDGER");
  if (!given.empty()) return given;
  const std::string state = Environment(environment, "XDG_STATE_HOME");
  if (state.starts_with('/')) return state + "/chutesd/ledger.db";
  const std::string home = Environment(environment, "HOME");
  return home.empty() ? "" : home + "/.local/state/chutesd/ledger.db";
}

// A number within bounds, put where it belongs.
template <typename Target>
bool ParseNumber(const std::string& text, int least, int most, Target& target) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > most)
    return false;
  target = Target(number);
  return true;
}

ExitWith Mistake(std::string_view what, const std::string& text, std::string_view wanted) {
  return {kUsage,
          fmt::format("chutesd: {} must be {}, not '{}'\n  next: chutesd --help\n", what, wanted, text)};
}

}  // namespace

std::variant<Options, ExitWith> ParseOptions(const std::vector<std::string>& arguments,
                                             const support::EnvLookup& environment) {
  Options options;
  options.home = Environment(environment, "HOME");
  options.config_path = Environment(environment, "CHUTES_CONFIG_PATH");
  options.api_url = support::Trimmed(Environment(environment, "CHUTES_API_URL"));
  options.allow_missing = support::LowerCase(Environment(environment, "CHUTES_ALLOW_MISSING")) == "true";
  options.ledger_path = DefaultLedgerPath(environment);
  std::string log_level = environment("CHUTESD_LOG_LEVEL").value_or("info");
  std::string idle_exit = Environment(environment, "CHUTESD_IDLE_EXIT");
  std::string ready_fd;

  CLI::App app(
      "Holds the hotkey of a Chutes account, signs and sends its requests, and serves them as gRPC on a\n"
      "Unix socket. Example: chutesd --config-path ~/.chutes/config.ini",
      "chutesd");
  app.add_option("--socket", options.socket_path,
                 "Socket to serve [CHUTESD_SOCKET, else $XDG_RUNTIME_DIR/chutesd/chutesd.sock]");
  app.add_option("--config-path", options.config_path,
                 "Config file of the default session [CHUTES_CONFIG_PATH, else ~/.chutes/config.ini]");
  app.add_option("--api-url", options.api_url,
                 "API of the default session [CHUTES_API_URL, else the file's]");
  app.add_option("--ca-file", options.ca_file,
                 "Trust the certificates in this PEM file instead of the system's");
  app.add_option(
      "--ledger", options.ledger_path,
      "File that remembers which keys were made here, without their secrets [CHUTESD_LEDGER, else\n"
      "$XDG_STATE_HOME/chutesd/ledger.db, else ~/.local/state/chutesd/ledger.db]");
  app.add_option("--log-level", log_level, "debug, info, warning or error [CHUTESD_LOG_LEVEL, else info]");
  app.add_option("--log-file", options.log_file,
                 "Log to this file, of at most 1 MiB and one older one, instead of standard error");
  app.add_option("--idle-exit", idle_exit,
                 "End after so many seconds without a call; 0: never [CHUTESD_IDLE_EXIT, else 0]");
  app.add_option("--ready-fd", ready_fd,
                 "Write READY=1 to this descriptor, a pipe, once it serves; else why it cannot");
  app.set_version_flag("--version", fmt::format("chutesd {} ({})", chutes::kVersion, chutes::kCommit));
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::Success& success) {
    std::ostringstream text;
    app.exit(success, text, text);
    return ExitWith{0, text.str()};
  } catch (const CLI::ParseError& error) {
    return ExitWith{kUsage, fmt::format("chutesd: {}\n  next: chutesd --help\n", error.what())};
  }
  if (Status status = ParseLogLevel(log_level, options.log_level); !status.ok()) {
    return ExitWith{kUsage, fmt::format("chutesd: {}\n", std::string(status.message()))};
  }
  if (!idle_exit.empty() && !ParseNumber(idle_exit, 0, kLongestIdleExit, options.idle_exit)) {
    return Mistake("--idle-exit (or CHUTESD_IDLE_EXIT)", idle_exit, "a whole number of seconds up to a year");
  }
  if (!ready_fd.empty() && !ParseNumber(ready_fd, kFirstOtherDescriptor, kLastDescriptor, options.ready_fd)) {
    return Mistake("--ready-fd", ready_fd, "the number of an open descriptor from 3 on");
  }
  const support::SocketPath socket = support::ChooseSocketPath(options.socket_path, environment);
  if (!socket.error.empty()) return ExitWith{kUsage, fmt::format("chutesd: {}\n", socket.error)};
  options.socket_path = Absolute(socket.path);
  options.warning = socket.warning;
  options.config_path = Absolute(options.config_path);
  options.ca_file = Absolute(options.ca_file);
  options.ledger_path = Absolute(options.ledger_path);
  options.log_file = Absolute(options.log_file);
  return options;
}

}  // namespace chutesd::app
