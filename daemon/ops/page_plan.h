#pragma once

#include <cstdint>
#include <vector>

namespace chutesd::ops {

// One upstream page to fetch, and the part of it that is wanted.
struct PageSlice {
  std::int64_t page = 0;   // 0-based
  std::int64_t limit = 0;  // items per page
  std::int64_t skip = 0;   // items of it to leave out
  std::int64_t take = 0;   // items of it to keep

  bool operator==(const PageSlice&) const = default;
};

// The API pages by number and size only. Returns the one or two pages of `size` items that cover
// [offset, offset + size). `offset` >= 0, `size` > 0.
std::vector<PageSlice> PlanPages(std::int64_t offset, std::int64_t size);

}  // namespace chutesd::ops
