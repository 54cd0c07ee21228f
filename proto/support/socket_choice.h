#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chutesd::support {

// Longest path that fits into sockaddr_un.sun_path (108 bytes) with its final NUL; see unix(7).
inline constexpr std::size_t kMaxSocketPath = 107;

// Looks up an environment variable; nothing if it is not set.
using EnvLookup = std::function<std::optional<std::string>(const std::string& name)>;

struct SocketPath {
  std::string path;
  // Neither an option nor CHUTESD_SOCKET chose it.
  bool is_default = false;
  // Why there is no path, or why it cannot be used: a sentence for people that names the remedy.
  // Empty if all is well.
  std::string error;

  bool operator==(const SocketPath&) const = default;
};

// Where the daemon's socket is, for the daemon and its clients alike: `option`, else CHUTESD_SOCKET,
// else $XDG_RUNTIME_DIR/chutesd/chutesd.sock, else $HOME/.chutes/run/chutesd.sock. Empty values count
// as not set; relative folders in XDG_RUNTIME_DIR and HOME too, as the XDG specification wants it.
// Touches no file. Uses the standard library alone, as the CLI is small and starts in a millisecond.
SocketPath ChooseSocketPath(std::string_view option, const EnvLookup& env);

}  // namespace chutesd::support
