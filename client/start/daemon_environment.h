#pragma once

#include <string>
#include <vector>

namespace chutes::start {

// The environment (`NAME=value` each) of a daemon that a client starts: this shell's, so that proxies and
// the like stay, without what belongs to this shell alone. The daemon serves every shell of its user, so
// it must not take over one's account (CHUTES_*) or passwords (BT_PW_*), nor the service manager, sockets
// and journal of the unit that the shell may run in.
std::vector<std::string> DaemonEnvironment(const std::vector<std::string>& environment);

}  // namespace chutes::start
