#include "proto/support/socket_choice.h"

namespace chutesd::support {
namespace {

std::string ValueOf(const EnvLookup& env, const std::string& name) { return env(name).value_or(""); }

SocketPath Choose(std::string_view option, const EnvLookup& env) {
  if (!option.empty()) return {std::string(option), false, ""};
  if (std::string path = ValueOf(env, "CHUTESD_SOCKET"); !path.empty()) return {std::move(path), false, ""};
  if (const std::string folder = ValueOf(env, "XDG_RUNTIME_DIR"); folder.starts_with('/')) {
    return {folder + "/chutesd/chutesd.sock", true, ""};
  }
  if (const std::string home = ValueOf(env, "HOME"); home.starts_with('/')) {
    return {home + "/.chutes/run/chutesd.sock", true, ""};
  }
  return {"", true,
          "no place for the daemon's socket: none of CHUTESD_SOCKET, XDG_RUNTIME_DIR and HOME is set; "
          "name one with --socket PATH"};
}

}  // namespace

SocketPath ChooseSocketPath(std::string_view option, const EnvLookup& env) {
  SocketPath chosen = Choose(option, env);
  if (chosen.path.find('\0') != std::string::npos) {
    chosen.error = "the path of the daemon's socket holds a NUL byte";
  } else if (chosen.path.size() > kMaxSocketPath) {
    chosen.error = "the path of the daemon's socket has " + std::to_string(chosen.path.size()) +
                   " bytes and Unix sockets allow " + std::to_string(kMaxSocketPath) + ": " + chosen.path +
                   "; name a shorter one with --socket PATH or CHUTESD_SOCKET";
  }
  return chosen;
}

}  // namespace chutesd::support
