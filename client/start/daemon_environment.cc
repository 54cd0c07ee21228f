#include "client/start/daemon_environment.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace chutes::start {
namespace {

constexpr std::array<std::string_view, 2> kPrefixes = {"CHUTES_", "BT_PW_"};
constexpr std::array<std::string_view, 7> kNames = {"NOTIFY_SOCKET",  "LISTEN_PID",     "LISTEN_FDS",
                                                    "LISTEN_FDNAMES", "JOURNAL_STREAM", "WATCHDOG_USEC",
                                                    "WATCHDOG_PID"};

bool BelongsToTheShell(std::string_view entry) {
  const std::string_view name = entry.substr(0, entry.find('='));
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
         std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [name](std::string_view prefix) { return name.starts_with(prefix); });
}

}  // namespace

std::vector<std::string> DaemonEnvironment(const std::vector<std::string>& environment) {
  std::vector<std::string> kept;
  std::copy_if(environment.begin(), environment.end(), std::back_inserter(kept),
               [](const std::string& entry) { return !BelongsToTheShell(entry); });
  return kept;
}

}  // namespace chutes::start
