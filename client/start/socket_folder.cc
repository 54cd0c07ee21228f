#include "client/start/socket_folder.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

#include "client/start/start_error.h"
#include "proto/support/files.h"

namespace chutes::start {
namespace {

rpc::CallError ForeignFolder(const std::string& folder, uid_t owner) {
  return StartError(
      fmt::format("chutesd cannot be started: the folder {} belongs to user {}, not to this one ({})", folder,
                  owner, geteuid()),
      Advice("name a socket in a folder of yours with --socket PATH; if this is sudo, unset XDG_RUNTIME_DIR "
             "and set HOME"));
}

rpc::CallError NotMade(const std::string& folder, int error) {
  return StartError(fmt::format("chutesd cannot be started: the folder {} for its socket cannot be made: {}",
                                folder, strerror(error)),
                    Advice("name a socket with --socket PATH, in a folder that you can write to"));
}

}  // namespace

std::optional<rpc::CallError> MakeSocketFolder(const rpc::Endpoint& endpoint) {
  const std::filesystem::path folder = std::filesystem::path(endpoint.path).parent_path();
  struct stat found {};
  for (const std::filesystem::path& wanted : {folder.parent_path(), folder}) {
    if (stat(wanted.c_str(), &found) == 0) continue;
    if (endpoint.is_default && stat(wanted.parent_path().c_str(), &found) == 0 && found.st_uid != geteuid()) {
      return ForeignFolder(wanted.parent_path().string(), found.st_uid);
    }
  }
  const support::MadeFolders made = support::MakePrivateFolders(folder.string(), 2);
  if (made.error != 0) return NotMade(made.where, made.error);
  if (stat(folder.c_str(), &found) != 0) return NotMade(folder.string(), errno);
  if (found.st_uid != geteuid()) return ForeignFolder(folder.string(), found.st_uid);
  return std::nullopt;
}

}  // namespace chutes::start
