#include "client/commands/doctor_socket.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <optional>
#include <utility>

#include "client/cli/usage.h"
#include "client/commands/finding.h"
#include "client/rpc/folder_of.h"

namespace chutes::commands {
namespace {

using chutesd::v1::Finding;

constexpr mode_t kForOthers = 077;

bool IsForeign(const rpc::FileFacts& file, uid_t self) { return file.owner != self && file.owner != 0; }

Finding JudgeSocket(const rpc::SocketFacts& facts, const std::string& path) {
  const std::string folder = rpc::FolderOf(path);
  if (!facts.folder) {
    return MakeFinding("socket", chutesd::v1::VERDICT_SKIPPED, fmt::format("there is no folder {}", folder));
  }
  if (IsForeign(*facts.folder, facts.self)) {
    return MakeFinding("socket", chutesd::v1::VERDICT_FAILED,
                       fmt::format("the folder {} belongs to another user", folder), kSocketElsewhere);
  }
  if ((facts.folder->mode & kForOthers) != 0) {
    return MakeFinding(
        "socket", chutesd::v1::VERDICT_WARNING,
        fmt::format("other users can look into {} (mode {:04o})", folder, facts.folder->mode & 07777U),
        "chmod 700 " + cli::ShellWord(folder));
  }
  if (!facts.socket) {
    return MakeFinding("socket", chutesd::v1::VERDICT_SKIPPED, fmt::format("there is no socket {}", path));
  }
  if (!S_ISSOCK(facts.socket->mode)) {
    return MakeFinding("socket", chutesd::v1::VERDICT_FAILED, fmt::format("{} is not a socket", path),
                       fmt::format("mv {0} {0}.old", cli::ShellWord(path)));
  }
  if (IsForeign(*facts.socket, facts.self)) {
    return MakeFinding("socket", chutesd::v1::VERDICT_FAILED, fmt::format("{} belongs to another user", path),
                       kSocketElsewhere);
  }
  if ((facts.socket->mode & kForOthers) != 0) {
    return MakeFinding("socket", chutesd::v1::VERDICT_WARNING,
                       fmt::format("{} has mode {:04o}, not 0600", path, facts.socket->mode & 07777U),
                       "chmod 600 " + cli::ShellWord(path));
  }
  return MakeFinding("socket", chutesd::v1::VERDICT_OK, fmt::format("{} is yours alone", path));
}

Finding JudgeLock(const rpc::SocketFacts& facts, const rpc::Endpoint& endpoint, bool is_reachable) {
  const std::string lock = endpoint.path + ".lock";
  if (facts.lock_holder && is_reachable) {
    return MakeFinding("lock", chutesd::v1::VERDICT_OK,
                       fmt::format("process {} holds {}", *facts.lock_holder, lock));
  }
  if (facts.lock_holder) {
    return MakeFinding("lock", chutesd::v1::VERDICT_FAILED,
                       fmt::format("process {} holds {} and does not answer", *facts.lock_holder, lock),
                       fmt::format("kill {}", *facts.lock_holder));
  }
  if (is_reachable) {
    return MakeFinding(
        "lock", chutesd::v1::VERDICT_WARNING,
        fmt::format("the daemon answers, but nobody holds {}: the file was removed or replaced", lock),
        RestartCommand(endpoint));
  }
  return MakeFinding("lock", chutesd::v1::VERDICT_OK, fmt::format("nobody holds {}", lock));
}

}  // namespace

std::vector<Finding> JudgeSocketFacts(const rpc::SocketFacts& facts, const rpc::Endpoint& endpoint,
                                      bool is_reachable) {
  return {JudgeSocket(facts, endpoint.path), JudgeLock(facts, endpoint, is_reachable)};
}

std::string RestartCommand(const rpc::Endpoint& endpoint) {
  if (endpoint.is_default) return "chutes daemon restart";
  return fmt::format("chutes daemon restart --socket {}", cli::ShellWord(endpoint.path));
}

}  // namespace chutes::commands
