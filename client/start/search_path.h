#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chutes::start {

// The folders of a PATH in their order, as written; an empty one means the working directory.
std::vector<std::string> FoldersOfPath(std::string_view path);

}  // namespace chutes::start
