#include "client/rpc/dead_socket.h"

#include <fmt/format.h>

#include <cerrno>

#include "proto/support/files.h"

namespace chutes::rpc {
namespace {

// A command about the daemon of this socket.
std::string DaemonCommand(std::string_view verb, const Endpoint& endpoint) {
  if (endpoint.is_default) return fmt::format("chutes daemon {}", verb);
  return fmt::format("chutes daemon {} --socket '{}'", verb, endpoint.path);
}

}  // namespace

DeadSocket Diagnose(int error, bool folder_exists) {
  switch (error) {
    case ENOENT:
      return folder_exists ? DeadSocket::kSocketMissing : DeadSocket::kFolderMissing;
    case ENOTDIR:
      return DeadSocket::kFolderMissing;
    case ECONNREFUSED:
      return DeadSocket::kNobodyListens;
    case EACCES:
    case EPERM:
      return DeadSocket::kNotAllowed;
    case ENOTSOCK:
    case EPROTOTYPE:
      return DeadSocket::kNotASocket;
    case EAGAIN:
      return DeadSocket::kBusy;
    default:
      return DeadSocket::kOther;
  }
}

bool IsAbsent(DeadSocket why) {
  return why == DeadSocket::kFolderMissing || why == DeadSocket::kSocketMissing ||
         why == DeadSocket::kNobodyListens;
}

bool IsTrusted(uid_t owner, uid_t self, bool is_default) {
  return owner == self || owner == 0 || (self == 0 && !is_default);
}

std::optional<DeadSocket> JudgeSocket(const struct stat& file, uid_t self, bool is_default) {
  if (!S_ISSOCK(file.st_mode)) return DeadSocket::kNotASocket;
  if (!IsTrusted(file.st_uid, self, is_default)) return DeadSocket::kForeignOwner;
  return std::nullopt;
}

CallError DeadSocketError(DeadSocket why, const Endpoint& endpoint, std::string_view detail) {
  CallError error;
  error.fault = Fault::kNoDaemon;
  error.code = Code::kUnavailable;
  const std::string_view path = endpoint.path;
  const std::string folder = support::FolderOf(path);
  switch (why) {
    case DeadSocket::kFolderMissing:
      error.message = fmt::format("chutesd has not been started: the folder {} does not exist", folder);
      error.next_step = DaemonCommand("start", endpoint);
      break;
    case DeadSocket::kSocketMissing:
      error.message = fmt::format("chutesd is not running: there is no socket {}", path);
      error.next_step = DaemonCommand("start", endpoint);
      break;
    case DeadSocket::kNobodyListens:
      error.message = fmt::format("chutesd is not running any more: nobody listens on {}", path);
      error.next_step = DaemonCommand("start", endpoint);
      break;
    case DeadSocket::kNotAllowed:
      error.message = fmt::format("you may not use chutesd's socket {}: permission denied", path);
      error.next_step =
          fmt::format("ls -ld '{}' '{}'   (the daemon serves only the user who runs it)", folder, path);
      break;
    case DeadSocket::kForeignOwner:
      error.message = fmt::format("the socket {} belongs to another user and is not trusted", path);
      error.next_step =
          endpoint.is_default
              ? fmt::format("ls -l '{}'   (root may use it when it is named: --socket '{}')", path, path)
              : fmt::format("ls -l '{}'   (your own daemon's socket is found without --socket)", path);
      break;
    case DeadSocket::kNotASocket:
      error.message = fmt::format("{} is not a socket", path);
      error.next_step =
          fmt::format("ls -l '{}'   (then name the daemon's socket: chutes --socket PATH ...)", path);
      break;
    case DeadSocket::kBusy:
      error.message = fmt::format("chutesd takes no more connections on {} at present", path);
      error.next_step = DaemonCommand("restart", endpoint) + "   (or try again with a longer --timeout)";
      break;
    case DeadSocket::kRefused:
      error.message = fmt::format(
          "chutesd closed the connection on {} at once: it is stopping, or it serves "
          "another user",
          path);
      error.next_step =
          fmt::format("ls -l '{}'   (then try again; its log: {})", path, DaemonCommand("logs", endpoint));
      break;
    case DeadSocket::kOther:
      error.message = fmt::format("cannot connect to chutesd on {}: {}", path, detail);
      error.next_step = DaemonCommand("start", endpoint);
      break;
  }
  return error;
}

}  // namespace chutes::rpc
