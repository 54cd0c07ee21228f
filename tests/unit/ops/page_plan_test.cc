#include <gtest/gtest.h>

#include "daemon/ops/secrets/secrets_ops.h"

namespace chutesd::ops {
namespace {

TEST(PlanPages, AnAlignedWindowIsOnePage) {
  EXPECT_EQ(PlanPages(50, 25), (std::vector<PageSlice>{{2, 25, 0, 25}}));
}

TEST(PlanPages, AnUnalignedWindowIsTheEndOfOnePageAndTheStartOfTheNext) {
  EXPECT_EQ(PlanPages(30, 25), (std::vector<PageSlice>{{1, 25, 5, 20}, {2, 25, 0, 5}}));
}

TEST(PlanPages, EverySmallWindowIsCoveredOnceAndInOrder) {
  for (std::int64_t offset = 0; offset < 40; ++offset) {
    for (std::int64_t size = 1; size < 20; ++size) {
      std::vector<std::int64_t> covered;
      for (const PageSlice& slice : PlanPages(offset, size)) {
        ASSERT_LE(slice.skip + slice.take, slice.limit);
        for (std::int64_t i = 0; i < slice.take; ++i)
          covered.push_back(slice.page * slice.limit + slice.skip + i);
      }
      ASSERT_EQ(covered.size(), static_cast<std::size_t>(size));
      for (std::int64_t i = 0; i < size; ++i) ASSERT_EQ(covered[static_cast<std::size_t>(i)], offset + i);
    }
  }
}

}  // namespace
}  // namespace chutesd::ops
