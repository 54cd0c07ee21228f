#include "client/start/user_units.h"

#include <sys/stat.h>

namespace chutes::start {
namespace {

std::string ValueOf(const Lookup& lookup, const std::string& name) { return lookup(name).value_or(""); }

// A unit's state as systemctl prints it, one a line.
bool IsUp(std::string_view state) {
  return state == "active" || state == "activating" || state == "reloading" || state == "deactivating";
}

}  // namespace

bool ManagerMayHave(const rpc::Endpoint& endpoint, const Lookup& lookup, const Exists& exists) {
  const std::string folder = ValueOf(lookup, "XDG_RUNTIME_DIR");
  return endpoint.is_default && folder.starts_with('/') && endpoint.path.starts_with(folder + "/") &&
         exists(folder + "/systemd/private");
}

bool SocketUnitIsEnabled(const Lookup& lookup, const Exists& exists) {
  constexpr std::string_view kWanted = "/systemd/user/sockets.target.wants/";
  std::string config = ValueOf(lookup, "XDG_CONFIG_HOME");
  if (!config.starts_with('/')) config = ValueOf(lookup, "HOME") + "/.config";
  for (const std::string& folder : {config, std::string("/etc")}) {
    if (exists(std::string(folder).append(kWanted).append(kSocketUnit))) return true;
  }
  return false;
}

UnitState ReadUnitState(std::string_view printed) {
  const std::size_t end = printed.find('\n');
  if (end == std::string_view::npos) return UnitState::kNone;
  std::string_view socket = printed.substr(end + 1);
  socket = socket.substr(0, socket.find('\n'));
  if (IsUp(printed.substr(0, end))) return UnitState::kServiceRuns;
  return IsUp(socket) ? UnitState::kSocketWaits : UnitState::kNone;
}

bool IsThere(const std::string& path) {
  struct stat found {};
  return lstat(path.c_str(), &found) == 0;
}

}  // namespace chutes::start
