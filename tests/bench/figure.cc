#include "tests/bench/figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace chutesd::bench {

std::string ToJson(const Figure& figure) {
  return fmt::format(
      R"({{"id":"{}","what":"{}","against":"{}","measured":{:.2f},"reference":{:.2f},"ratio":{:.3f},"goal":{},"met":{}}})",
      figure.id, figure.what, figure.against, figure.measured, figure.reference, figure.ratio(), figure.goal,
      figure.met());
}

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace chutesd::bench
