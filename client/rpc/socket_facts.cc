#include "client/rpc/socket_facts.h"

#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>

#include "proto/support/files.h"

namespace chutes::rpc {
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
