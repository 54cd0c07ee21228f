#include "client/rpc/endpoint.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>

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

namespace {

std::optional<FileFacts> FactsOf(const std::string& path, bool follow) {
  struct stat info {};
  const int result = follow ? stat(path.c_str(), &info) : lstat(path.c_str(), &info);
  if (result != 0) return std::nullopt;
  return FileFacts{info.st_mode, info.st_uid};
}

}  // namespace

std::optional<pid_t> FlockHolder(std::string_view proc_locks, ino_t inode) {
  // `1: FLOCK  ADVISORY  WRITE 4711 08:01:131 0 EOF`. A waiter's line has `->` behind the number. Devices
  // are not compared: those of some file systems are not the ones that stat(2) tells.
  const std::string wanted = ":" + std::to_string(inode);
  std::istringstream lines{std::string(proc_locks)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string number;
    std::string type;
    std::string kind;
    std::string access;
    std::string process;
    std::string file;
    words >> number >> type >> kind >> access >> process >> file;
    if (type != "FLOCK" || !file.ends_with(wanted)) continue;
    pid_t pid = 0;
    std::from_chars(process.data(), process.data() + process.size(), pid);
    return pid;
  }
  return std::nullopt;
}

SocketFacts LookAtSocket(const std::string& path) {
  SocketFacts facts;
  facts.self = geteuid();
  facts.folder = FactsOf(support::FolderOf(path), /*follow=*/true);
  facts.socket = FactsOf(path, /*follow=*/false);
  struct stat lock {};
  facts.lock_is_there = lstat((path + ".lock").c_str(), &lock) == 0;
  if (facts.lock_is_there) {
    std::ifstream locks("/proc/locks");
    const std::string text{std::istreambuf_iterator<char>(locks), {}};
    facts.lock_holder = FlockHolder(text, lock.st_ino);
  }
  return facts;
}

}  // namespace chutes::rpc
