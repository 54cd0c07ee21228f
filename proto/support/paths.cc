#include "proto/support/paths.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "proto/support/unique_fd.h"

namespace chutesd::support {
namespace {

std::string ValueOf(const EnvLookup& env, const std::string& name) { return env(name).value_or(""); }

// Why no socket of this user's belongs in a folder; empty if one does.
std::string WhyNotIn(const std::string& folder) {
  struct stat found {};
  if (!folder.starts_with('/')) return "it is not an absolute path";
  if (stat(folder.c_str(), &found) != 0) return std::strerror(errno);
  if (!S_ISDIR(found.st_mode)) return "it is not a folder";
  if (found.st_uid != geteuid()) return "it belongs to another user";
  if ((found.st_mode & S_IRWXU) != S_IRWXU) return "its owner cannot use it";
  return (found.st_mode & (S_IWGRP | S_IWOTH)) != 0 ? "other users can write to it" : "";
}

SocketPath Choose(std::string_view option, const EnvLookup& env) {
  if (!option.empty()) return {std::string(option), false};
  if (std::string path = ValueOf(env, "CHUTESD_SOCKET"); !path.empty()) return {std::move(path), false};
  SocketPath chosen{"", true};
  if (const std::string folder = ValueOf(env, "XDG_RUNTIME_DIR"); !folder.empty()) {
    const std::string problem = WhyNotIn(folder);
    if (problem.empty()) return {folder + "/chutesd/chutesd.sock", true};
    chosen.warning = "XDG_RUNTIME_DIR (" + folder + ") is not used: " + problem;
  }
  if (const std::string home = ValueOf(env, "HOME"); home.starts_with('/')) {
    chosen.path = home + "/.chutes/run/chutesd.sock";
  } else {
    chosen.error =
        "no place for the daemon's socket: none of CHUTESD_SOCKET, XDG_RUNTIME_DIR and HOME names one; "
        "name one with --socket PATH";
  }
  return chosen;
}

// The home folder of this user, by /etc/passwd alone: a name service may hang, and is not linked with the
// CLI.
std::optional<std::string> HomeByPasswd() {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(
      std::fopen("/etc/passwd", "re"), [](FILE* open) { return open == nullptr ? 0 : std::fclose(open); });
  if (file == nullptr) return std::nullopt;
  while (const passwd* const entry = fgetpwent(file.get())) {
    if (entry->pw_uid == geteuid() && entry->pw_dir[0] == '/') return entry->pw_dir;
  }
  return std::nullopt;
}

// Gives a folder that was just made its mode, by its descriptor: it may not be one to open yet.
int SetPrivateMode(const std::string& path) {
  const UniqueFd folder(open(path.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.valid()) return errno;
  const std::string by_descriptor = "/proc/self/fd/" + std::to_string(folder.get());
  return chmod(by_descriptor.c_str(), S_IRWXU) == 0 ? 0 : errno;
}

}  // namespace

std::optional<std::string> ProcessEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (name == "HOME" && (value == nullptr || *value != '/')) return HomeByPasswd();
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
  if (const int error = SetPrivateMode(path); error != 0) return {error, path};
  const UniqueFd parent(open(FolderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return {parent.valid() ? SyncFolder(parent.get()) : errno, path};
}

int SyncFolder(int folder) {
  return TEMP_FAILURE_RETRY(fsync(folder)) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
}

}  // namespace chutesd::support
