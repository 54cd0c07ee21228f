#include "client/start/daemon_program.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <utility>
#include <vector>

#include "client/start/search_path.h"
#include "client/start/start_error.h"

namespace chutes::start {
namespace {

// A chutesd that is neither beside chutes nor on PATH is most likely where the user has built it.
constexpr const char* kStartFromHome =
    R"sh(CHUTESD_PROGRAM="$(find ~ -name chutesd -type f -perm -u+x -print -quit)" chutes daemon start)sh";

}  // namespace

FoundProgram FindDaemonProgram(const std::string& self, const Lookup& lookup,
                               const std::function<bool(const std::string& path)>& is_executable) {
  if (const std::string named = lookup("CHUTESD_PROGRAM").value_or(""); !named.empty()) {
    if (named.starts_with('/') && is_executable(named)) return {named, std::nullopt};
    return {"", StartError(fmt::format("CHUTESD_PROGRAM is no program that can be run: '{}'", named),
                           ShellCommand("unset CHUTESD_PROGRAM", "or give the full path of chutesd"))};
  }
  std::vector<std::string> candidates;
  if (const std::size_t slash = self.rfind('/'); slash != std::string::npos) {
    const std::string folder = self.substr(0, slash);
    candidates.push_back(folder + "/chutesd");
    candidates.push_back(folder.substr(0, folder.rfind('/')) + "/libexec/chutesd");
  }
  for (const std::string& folder : FoldersOfPath(lookup("PATH").value_or(""))) {
    // A daemon that holds a key is not taken from whatever folder one happens to be in.
    if (folder.starts_with('/')) candidates.push_back(folder + "/chutesd");
  }
  for (std::string& candidate : candidates) {
    if (is_executable(candidate)) return {std::move(candidate), std::nullopt};
  }
  return {"",
          StartError("there is no chutesd beside chutes or on PATH to start", ShellCommand(kStartFromHome))};
}

bool IsExecutable(const std::string& path) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode) && access(path.c_str(), X_OK) == 0;
}

std::string OwnProgram() {
  std::array<char, PATH_MAX> path{};
  const ssize_t size = readlink("/proc/self/exe", path.data(), path.size());
  if (size <= 0 || static_cast<std::size_t>(size) == path.size()) return "";
  return {path.data(), static_cast<std::size_t>(size)};
}

}  // namespace chutes::start
