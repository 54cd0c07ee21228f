#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

// Folders, and where the daemon's socket is. By the standard library alone, as the CLI is small and starts in
// a millisecond.
namespace chutesd::support {

// The folder that a path is in, as the kernel would look for it: `.` if the path names none.
std::string FolderOf(std::string_view path);

// What became of folders that were to be made.
struct MadeFolders {
  int error = 0;      // an errno; 0: they are there
  std::string where;  // the one that could not be made
};

// Makes the folder `path` with mode 0700, whatever the umask, and those above it that are missing, at most
// `levels` in all. Each is on the disk when this returns. A file of that name fails when it is opened as a
// folder.
MadeFolders MakePrivateFolders(const std::string& path, int levels);
inline constexpr int kAllLevels = 4096;

// Writes a folder's names to the disk. An errno, or 0; also 0 where the file system has nothing to do.
int SyncFolder(int folder);

// Longest path that fits into sockaddr_un.sun_path (108 bytes) with its final NUL; see unix(7).
inline constexpr std::size_t kMaxSocketPath = 107;

// Looks up an environment variable; nothing if it is not set.
using EnvLookup = std::function<std::optional<std::string>(const std::string& name)>;

// Looks in this process's environment. HOME that is not set, or that is no absolute path, is what /etc/passwd
// says of this user, if it says anything; no name service is asked.
std::optional<std::string> ProcessEnvironment(const std::string& name);

struct SocketPath {
  std::string path;
  // Neither an option nor CHUTESD_SOCKET chose it.
  bool is_default = false;
  // Why there is no path, or why it cannot be used: a sentence for people that names the remedy.
  // Empty if all is well.
  std::string error = {};
  // Why XDG_RUNTIME_DIR, which is set, was not used: a sentence for people. Empty if it was, or is not set.
  std::string warning = {};

  bool operator==(const SocketPath&) const = default;
};

// Where the daemon's socket is, for the daemon and its clients alike: `option`, else CHUTESD_SOCKET,
// else $XDG_RUNTIME_DIR/chutesd/chutesd.sock, else $HOME/.chutes/run/chutesd.sock. Empty values count
// as not set; a relative HOME too. An XDG_RUNTIME_DIR that is relative, or no folder of this user's own that
// nobody else can write to, is passed over. Changes no file.
SocketPath ChooseSocketPath(std::string_view option, const EnvLookup& env);

}  // namespace chutesd::support

namespace chutes {
namespace support = chutesd::support;
}  // namespace chutes
