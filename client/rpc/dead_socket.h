#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "client/rpc/call_error.h"

namespace chutes::rpc {

// Where the client looks for the daemon.
struct Endpoint {
  std::string path;
  // Nobody chose the path, so the daemon finds the same one without being told.
  bool is_default = true;
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

// Whether a file may be talked to: a socket that belongs to us or to root, so that nobody else can pose
// as the daemon. Nothing if it may.
std::optional<DeadSocket> JudgeSocket(const struct stat& file, uid_t self);

// The sentence and the command for it. `detail` is the system's own word, shown for kOther.
CallError DeadSocketError(DeadSocket why, const Endpoint& endpoint, std::string_view detail = "");

}  // namespace chutes::rpc
