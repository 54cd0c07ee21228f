#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chutesd::ops {

// User names like `username`, which keeps the rule and is taken: each keeps the rule too and differs from
// it and from the others, whatever the case. Best first.
std::vector<std::string> NamesLike(std::string_view username);

}  // namespace chutesd::ops
