#include "proto/support/socket_path.h"

#include <fmt/format.h>

namespace chutesd::support {
namespace {

std::string ValueOf(const EnvLookup& env, const std::string& name) { return env(name).value_or(""); }

std::string Choose(std::string_view option, const EnvLookup& env, bool& is_default) {
  is_default = false;
  if (!option.empty()) return std::string(option);
  if (std::string path = ValueOf(env, "CHUTESD_SOCKET"); !path.empty()) return path;
  is_default = true;
  if (const std::string folder = ValueOf(env, "XDG_RUNTIME_DIR"); folder.starts_with('/')) {
    return folder + "/chutesd/chutesd.sock";
  }
  if (const std::string home = ValueOf(env, "HOME"); home.starts_with('/')) {
    return home + "/.chutes/run/chutesd.sock";
  }
  return "";
}

}  // namespace

absl::StatusOr<SocketPath> FindSocketPath(std::string_view option, const EnvLookup& env) {
  SocketPath chosen;
  chosen.path = Choose(option, env, chosen.is_default);
  if (chosen.path.empty()) {
    return absl::InvalidArgumentError(
        "no place for the daemon's socket: none of CHUTESD_SOCKET, XDG_RUNTIME_DIR and HOME is set; "
        "name one with --socket PATH");
  }
  if (chosen.path.find('\0') != std::string::npos) {
    return absl::InvalidArgumentError("the path of the daemon's socket holds a NUL byte");
  }
  if (chosen.path.size() > kMaxSocketPath) {
    const std::string message =
        fmt::format("the path of the daemon's socket has {} bytes and Unix sockets allow {}: {}; "
                    "name a shorter one with --socket PATH or CHUTESD_SOCKET",
                    chosen.path.size(), kMaxSocketPath, chosen.path);
    return absl::InvalidArgumentError(message);
  }
  return chosen;
}

}  // namespace chutesd::support
