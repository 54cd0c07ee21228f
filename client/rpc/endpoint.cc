#include "client/rpc/endpoint.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include "proto/support/paths.h"
#include "proto/support/text.h"

namespace chutes::rpc {

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
  const std::string& path = endpoint.path;
  const std::string folder = support::FolderOf(path);
  const auto unavailable = [](std::string message, NextStep next, const char* problem = "") {
    CallError error;
    error.fault = Fault::kNoDaemon;
    error.code = Code::kUnavailable;
    error.message = std::move(message);
    error.next = std::move(next);
    if (*problem != '\0') error.facts[chutesd::fact::kProblem] = problem;
    return error;
  };
  // Something at the path must be looked at first.
  const auto in_the_way = [&unavailable](std::string message, std::string_view place, std::string hint) {
    return unavailable(std::move(message),
                       ShellCommand("ls -ld " + support::ShellWord(place), std::move(hint)), "socket");
  };
  switch (why) {
    case DeadSocket::kFolderMissing:
      return unavailable(fmt::format("chutesd has not been started: the folder {} does not exist", folder),
                         ChutesCommand("daemon start"));
    case DeadSocket::kSocketMissing:
      return unavailable(fmt::format("chutesd is not running: there is no socket {}", path),
                         ChutesCommand("daemon start"));
    case DeadSocket::kNobodyListens:
      return unavailable(fmt::format("chutesd is not running any more: nobody listens on {}", path),
                         ChutesCommand("daemon start"));
    case DeadSocket::kNotAllowed:
      return in_the_way(fmt::format("you may not use chutesd's socket {}: permission denied", path), folder,
                        "the daemon serves only the user who runs it");
    case DeadSocket::kForeignOwner:
      return in_the_way(fmt::format("the socket {} belongs to another user and is not trusted", path), path,
                        endpoint.is_default ? "root may use it when it is named with --socket"
                                            : "your own daemon's socket is found without --socket");
    case DeadSocket::kNotASocket:
      return in_the_way(fmt::format("{} is not a socket", path), path,
                        "then name the daemon's socket with --socket PATH");
    case DeadSocket::kBusy:
      return unavailable(fmt::format("chutesd takes no more connections on {} at present", path),
                         ChutesCommand("daemon restart", "or try again with a longer --timeout"));
    case DeadSocket::kRefused:
      return unavailable(
          fmt::format("chutesd closed the connection on {} at once: it is stopping, or it serves "
                      "another user",
                      path),
          ChutesCommand("daemon logs", "shows why; then try again"));
    case DeadSocket::kOther:
      break;
  }
  return unavailable(fmt::format("cannot connect to chutesd on {}: {}", path, detail),
                     ChutesCommand("daemon start"));
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
