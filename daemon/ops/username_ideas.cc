#include "daemon/ops/username_ideas.h"

#include <algorithm>
#include <array>

namespace chutesd::ops {
namespace {

constexpr std::size_t kLongestName = 15;
// No `_`: the server takes it for "any character", so such a name can look taken when it is not.
constexpr std::array<std::string_view, 6> kEndings = {"1", "2", "7", "42", "99", "-x"};

}  // namespace

std::vector<std::string> NamesLike(std::string_view username) {
  std::vector<std::string> names;
  for (const std::string_view ending : kEndings) {
    std::string name(username.substr(0, std::min(username.size(), kLongestName - ending.size())));
    name += ending;
    if (name != username && std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

}  // namespace chutesd::ops
