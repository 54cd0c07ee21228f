#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace chutes::rpc {

// What lstat(2) tells of a file.
struct FileFacts {
  mode_t mode = 0;  // type and permissions
  uid_t owner = 0;
};

// What is to be seen of the daemon's socket from outside, without connecting.
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
