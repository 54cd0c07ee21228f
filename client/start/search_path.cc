#include "client/start/search_path.h"

#include <algorithm>

namespace chutes::start {

std::vector<std::string> FoldersOfPath(std::string_view path) {
  std::vector<std::string> folders;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find(':', start), path.size());
    folders.emplace_back(path.substr(start, end - start));
    start = end + 1;
  }
  return folders;
}

}  // namespace chutes::start
