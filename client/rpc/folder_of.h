#pragma once

#include <string>
#include <string_view>

namespace chutes::rpc {

// The folder that a path is in, as the kernel would look for it: `.` if the path names none.
inline std::string FolderOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

}  // namespace chutes::rpc
