#include "client/rpc/endpoint.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>
#include <vector>

#include "proto/support/paths.h"
#include "proto/support/text.h"

namespace chutes::rpc {
namespace {

// How long one connect(2) may wait for room in the daemon's queue before the deadline is looked at;
// poll(2) cannot wait for that on Unix sockets.
constexpr std::chrono::milliseconds kConnectSlice{100};

Dialed Dead(DeadSocket why, const Endpoint& endpoint, std::string_view detail = "") {
  return {support::UniqueFd(), DeadSocketError(why, endpoint, detail), why};
}

Dialed DeadByErrno(int error, const Endpoint& endpoint) {
  const std::string folder = support::FolderOf(endpoint.path) + "/";
  struct stat found {};
  return Dead(Diagnose(error, stat(folder.c_str(), &found) == 0), endpoint, strerror(error));
}

// Nothing if the file is one to talk to. A link must be as trustworthy as what it points to.
std::optional<Dialed> CheckFile(const Endpoint& endpoint) {
  struct stat file {};
  if (lstat(endpoint.path.c_str(), &file) != 0) return DeadByErrno(errno, endpoint);
  if (S_ISLNK(file.st_mode)) {
    if (!IsTrusted(file.st_uid, geteuid(), endpoint.is_default))
      return Dead(DeadSocket::kForeignOwner, endpoint);
    if (stat(endpoint.path.c_str(), &file) != 0) return DeadByErrno(errno, endpoint);
  }
  const std::optional<DeadSocket> verdict = JudgeSocket(file, geteuid(), endpoint.is_default);
  if (verdict) return Dead(*verdict, endpoint);
  return std::nullopt;
}

// The file may have been exchanged after the check; who listens cannot be.
bool ListenerIsTrusted(int fd, bool is_default) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return IsTrusted(peer.uid, geteuid(), is_default);
}

std::optional<FileFacts> FactsOf(const std::string& path, bool follow) {
  struct stat info {};
  const int result = follow ? stat(path.c_str(), &info) : lstat(path.c_str(), &info);
  if (result != 0) return std::nullopt;
  return FileFacts{info.st_mode, info.st_uid};
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
  const std::string& path = endpoint.path;
  const std::string folder = support::FolderOf(path);
  // Something at the path must be looked at first.
  const auto in_the_way = [](std::string message, std::string_view place, std::string hint) {
    CallError error =
        NoDaemon(std::move(message), ShellCommand("ls -ld " + support::ShellWord(place), std::move(hint)));
    error.facts[chutesd::fact::kProblem] = "socket";
    return error;
  };
  switch (why) {
    case DeadSocket::kFolderMissing:
      return NoDaemon(fmt::format("chutesd has not been started: the folder {} does not exist", folder),
                      ChutesCommand("daemon start"));
    case DeadSocket::kSocketMissing:
      return NoDaemon(fmt::format("chutesd is not running: there is no socket {}", path),
                      ChutesCommand("daemon start"));
    case DeadSocket::kNobodyListens:
      return NoDaemon(fmt::format("chutesd is not running any more: nobody listens on {}", path),
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
      return NoDaemon(fmt::format("chutesd takes no more connections on {} at present", path),
                      ChutesCommand("daemon restart", "or try again with a longer --timeout"));
    case DeadSocket::kRefused:
      return NoDaemon(fmt::format("chutesd closed the connection on {} at once: it is stopping, or it serves "
                                  "another user",
                                  path),
                      ChutesCommand("daemon logs", "shows why; then try again"));
    case DeadSocket::kOther:
      break;
  }
  return NoDaemon(fmt::format("cannot connect to chutesd on {}: {}", path, detail),
                  ChutesCommand("daemon start"));
}

Dialed Dial(const Endpoint& endpoint, std::chrono::steady_clock::time_point deadline,
            const std::function<bool()>& interrupted) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (endpoint.path.size() >= sizeof(address.sun_path)) return DeadByErrno(ENAMETOOLONG, endpoint);
  std::memcpy(address.sun_path, endpoint.path.data(), endpoint.path.size());
  if (std::optional<Dialed> dead = CheckFile(endpoint)) return std::move(*dead);

  support::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return DeadByErrno(errno, endpoint);
  const timeval slice{0, std::chrono::microseconds(kConnectSlice).count()};
  setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &slice, sizeof(slice));
  while (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    if (errno != EAGAIN && errno != EINTR) return DeadByErrno(errno, endpoint);
    Dialed gave_up;
    if (interrupted()) {
      gave_up.error = CallError{Fault::kInterrupted, Code::kCancelled, "interrupted"};
    } else if (std::chrono::steady_clock::now() >= deadline) {
      gave_up.error = DeadSocketError(DeadSocket::kBusy, endpoint);
      gave_up.error->fault = Fault::kTimeout;
    }
    if (gave_up.error) return gave_up;
  }
  if (!ListenerIsTrusted(fd.get(), endpoint.is_default)) return Dead(DeadSocket::kForeignOwner, endpoint);
  return {std::move(fd), std::nullopt, std::nullopt};
}

std::optional<pid_t> FlockHolder(std::string_view proc_locks, ino_t inode) {
  // `1: FLOCK  ADVISORY  WRITE 4711 08:01:131 0 EOF`. A waiter's line has `->` behind the number. Devices
  // are not compared: those of some file systems are not the ones that stat(2) tells.
  const std::string wanted = ":" + std::to_string(inode);
  std::istringstream lines{std::string(proc_locks)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream text(line);
    const std::vector<std::string> words{std::istream_iterator<std::string>(text), {}};
    if (words.size() < 6 || words[1] != "FLOCK" || !words[5].ends_with(wanted)) continue;
    pid_t pid = 0;
    std::from_chars(words[4].data(), words[4].data() + words[4].size(), pid);
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
