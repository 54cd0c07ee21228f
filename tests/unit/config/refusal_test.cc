#include "daemon/config/refusal.h"

#include <gtest/gtest.h>

#include <string>

#include "daemon/base/failure.h"

namespace chutesd::config {
namespace {

TEST(RefuseConfig, NamesThePlace) {
  EXPECT_EQ(RefuseConfig({"/c", 3, "auth", "username"}, "is odd", "").message(),
            "/c:3: [auth] username: is odd");
  EXPECT_EQ(RefuseConfig({"/c", 3, "auth", ""}, "is odd", "").message(), "/c:3: [auth]: is odd");
  EXPECT_EQ(RefuseConfig({"/c", 0, "", ""}, "is odd", "").message(), "/c: is odd");
  EXPECT_EQ(RefuseConfig({"/c", 0, "", ""}, "is odd", "fix it").failure().next_step, "fix it");
}

TEST(RefuseConfig, HasThePlaceAsFacts) {
  EXPECT_EQ(
      RefuseConfig({"/c", 3, "auth", "username"}, "is odd", "").failure().facts,
      (Facts{{fact::kPath, "/c"}, {fact::kLine, "3"}, {fact::kSection, "auth"}, {fact::kKey, "username"}}));
  EXPECT_EQ(RefuseConfig({"/c", 0, "", "da3cf5b1"}, "is odd", "").failure().facts,
            (Facts{{fact::kPath, "/c"}}));
}

TEST(Presentable, LeavesOutWhatMayBeKeyMaterial) {
  EXPECT_TRUE(Presentable("hotkey_ss58address"));
  EXPECT_TRUE(Presentable(" auth "));
  EXPECT_FALSE(Presentable(""));
  EXPECT_FALSE(Presentable("da3cf5b1"));
  EXPECT_FALSE(Presentable("x-da3cf5b1e9"));
  EXPECT_FALSE(Presentable("5HDvhV6WDCjCKyrXqGQSDYqQAzkz"));
  EXPECT_FALSE(Presentable("a\x1b[31m"));
}

}  // namespace
}  // namespace chutesd::config
