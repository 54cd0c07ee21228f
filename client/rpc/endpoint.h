#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "client/rpc/call_error.h"
#include "proto/support/unique_fd.h"

namespace chutes::rpc {

// Where the client looks for the daemon.
struct Endpoint {
  std::string path;
  // Nobody chose the path, so the daemon finds the same one without being told.
  bool is_default = true;
  // A daemon is to be started if there is none.
  bool may_start = false;
};

// Why there is no connection. gRPC itself would call all of these UNAVAILABLE.
enum class DeadSocket {
  kFolderMissing,
  kSocketMissing,
  kNobodyListens,
  kNotAllowed,
  kForeignOwner,
  kNotASocket,
  kBusy,
  kRefused,  // the connection was closed before the daemon greeted
  kOther,
};

// What an errno of lstat(2) or connect(2) means. `folder_exists` matters for ENOENT only.
DeadSocket Diagnose(int error, bool folder_exists);

// Whether there is simply no daemon, so that one may be started there.
bool IsAbsent(DeadSocket why);

// Whether a user's socket or process may be taken for the daemon's: ours and root's, so that nobody else
// can pose as it. Root, whom every daemon serves, may name another user's socket (`is_default` is false);
// that its environment leads to one is rather an accident of sudo.
bool IsTrusted(uid_t owner, uid_t self, bool is_default);

// Whether a file may be talked to: a socket of a trusted owner. Nothing if it may.
std::optional<DeadSocket> JudgeSocket(const struct stat& file, uid_t self, bool is_default);

// The sentence and the command for it. `detail` is the system's own word, shown for kOther.
CallError DeadSocketError(DeadSocket why, const Endpoint& endpoint, std::string_view detail = "");

struct Dialed {
  support::UniqueFd fd;
  std::optional<CallError> error;
  // Why there is no connection, if it is the socket's fault.
  std::optional<DeadSocket> cause;
};

// Connects to the daemon, having checked that the socket and the process behind it are to be trusted
// (IsTrusted). `interrupted` is asked while the daemon's queue of connections is full.
Dialed Dial(const Endpoint& endpoint, std::chrono::steady_clock::time_point deadline,
            const std::function<bool()>& interrupted);

// What lstat(2) tells of a file.
struct FileFacts {
  mode_t mode = 0;  // type and permissions
  uid_t owner = 0;
};

// The state of the daemon's socket, as seen without connecting.
struct SocketFacts {
  uid_t self = 0;                   // who looks
  std::optional<FileFacts> folder;  // nothing: not there, or not to be seen
  std::optional<FileFacts> socket;
  bool lock_is_there = false;        // the file `<socket>.lock`
  std::optional<pid_t> lock_holder;  // who holds it; nothing: nobody
};

// Takes no lock itself: a daemon that starts at this moment would take us for another one.
SocketFacts LookAtSocket(const std::string& path);

// The process that holds an flock(2) on the file with this inode, in the text of /proc/locks.
std::optional<pid_t> FlockHolder(std::string_view proc_locks, ino_t inode);

}  // namespace chutes::rpc
