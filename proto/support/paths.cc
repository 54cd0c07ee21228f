#include "proto/support/paths.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "proto/support/unique_fd.h"

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

std::optional<std::string> ProcessEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

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

std::string FolderOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the path, which is bounded
MadeFolders MakePrivateFolders(const std::string& path, int levels) {
  if (mkdir(path.c_str(), S_IRWXU) != 0) {
    const int error = errno;
    const std::string above = FolderOf(path);
    if (error != ENOENT || levels < 2 || above == path) return {error == EEXIST ? 0 : error, path};
    if (MadeFolders made = MakePrivateFolders(above, levels - 1); made.error != 0) return made;
    if (mkdir(path.c_str(), S_IRWXU) != 0) return {errno == EEXIST ? 0 : errno, path};
  }
  const UniqueFd parent(open(FolderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return {parent.valid() ? SyncFolder(parent.get()) : errno, path};
}

int SyncFolder(int folder) {
  return TEMP_FAILURE_RETRY(fsync(folder)) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
}

}  // namespace chutesd::support
