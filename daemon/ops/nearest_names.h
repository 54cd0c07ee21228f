#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chutesd::ops {

// Those of `known` that `name` was probably meant to be, nearest first: few edits apart whatever the ASCII
// case, or one the beginning of the other. At most three, none twice. Pure.
std::vector<std::string> NearestNames(std::string_view name, const std::vector<std::string>& known);

// "; did you mean 'a', 'b' or 'c'?", or nothing.
std::string DidYouMean(std::string_view name, const std::vector<std::string>& known);

}  // namespace chutesd::ops
