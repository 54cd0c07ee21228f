#include "daemon/ops/page_plan.h"

namespace chutesd::ops {

std::vector<PageSlice> PlanPages(std::int64_t offset, std::int64_t size) {
  const std::int64_t page = offset / size;
  const std::int64_t skip = offset % size;
  std::vector<PageSlice> slices = {{page, size, skip, size - skip}};
  if (skip > 0) slices.push_back({page + 1, size, 0, skip});
  return slices;
}

}  // namespace chutesd::ops
