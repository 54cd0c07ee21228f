#include "client/rpc/dead_socket.h"

#include <fmt/format.h>

#include <cerrno>

#include "proto/support/files.h"
#include "proto/support/text.h"

namespace chutes::rpc {
namespace {

// A command about the daemon of this socket: a path that was chosen is among the options in force.
NextStep DaemonCommand(std::string_view verb, std::string why = "") {
  return ChutesCommand(fmt::format("daemon {}", verb), std::move(why));
}

NextStep LookAt(const std::string& path, std::string why) {
  return ShellCommand("ls -ld " + chutesd::support::ShellWord(path), std::move(why));
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
      error.next = DaemonCommand("start");
      break;
    case DeadSocket::kSocketMissing:
      error.message = fmt::format("chutesd is not running: there is no socket {}", path);
      error.next = DaemonCommand("start");
      break;
    case DeadSocket::kNobodyListens:
      error.message = fmt::format("chutesd is not running any more: nobody listens on {}", path);
      error.next = DaemonCommand("start");
      break;
    case DeadSocket::kNotAllowed:
      error.facts[chutesd::fact::kProblem] = "socket";
      error.message = fmt::format("you may not use chutesd's socket {}: permission denied", path);
      error.next = LookAt(folder, "the daemon serves only the user who runs it");
      break;
    case DeadSocket::kForeignOwner:
      error.facts[chutesd::fact::kProblem] = "socket";
      error.message = fmt::format("the socket {} belongs to another user and is not trusted", path);
      error.next =
          LookAt(endpoint.path, endpoint.is_default ? "root may use it when it is named with --socket"
                                                    : "your own daemon's socket is found without --socket");
      break;
    case DeadSocket::kNotASocket:
      error.facts[chutesd::fact::kProblem] = "socket";
      error.message = fmt::format("{} is not a socket", path);
      error.next = LookAt(endpoint.path, "then name the daemon's socket with --socket PATH");
      break;
    case DeadSocket::kBusy:
      error.message = fmt::format("chutesd takes no more connections on {} at present", path);
      error.next = DaemonCommand("restart", "or try again with a longer --timeout");
      break;
    case DeadSocket::kRefused:
      error.message = fmt::format(
          "chutesd closed the connection on {} at once: it is stopping, or it serves "
          "another user",
          path);
      error.next = DaemonCommand("logs", "shows why; then try again");
      break;
    case DeadSocket::kOther:
      error.message = fmt::format("cannot connect to chutesd on {}: {}", path, detail);
      error.next = DaemonCommand("start");
      break;
  }
  return error;
}

}  // namespace chutes::rpc
