#pragma once

#include <string>
#include <vector>

namespace chutesd::bench {

// One measured thing beside what it is held against, both in the same unit and from the same run.
struct Figure {
  std::string id;
  std::string what;
  std::string against;
  double measured = 0;   // microseconds
  double reference = 0;  // microseconds
  double goal = 0;       // `measured` may be at most this many times `reference`

  double ratio() const { return measured / reference; }
  bool met() const { return ratio() <= goal; }
};

// One line of JSON. The texts must not need escaping.
std::string ToJson(const Figure& figure);

// The middle value; of an even number of values, the upper of the middle two. `values` is not empty.
double Median(std::vector<double> values);

}  // namespace chutesd::bench
