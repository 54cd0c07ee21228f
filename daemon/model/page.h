#pragma once

#include <cstdint>
#include <vector>

namespace chutesd::model {

// One page of a list as the API returns it.
template <typename Item>
struct Page {
  std::int64_t total = 0;  // items in the whole list
  std::vector<Item> items;
};

}  // namespace chutesd::model
