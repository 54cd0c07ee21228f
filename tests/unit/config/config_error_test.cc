#include <gtest/gtest.h>

#include <string>

#include "daemon/base/failure.h"
#include "daemon/config/ini_scan.h"

namespace chutesd::config {
namespace {

TEST(ConfigInvalid, NamesThePlace) {
  EXPECT_EQ(ConfigInvalid({"/c", 3, "auth", "username"}, "is odd", "").message(),
            "/c:3: [auth] username: is odd");
  EXPECT_EQ(ConfigInvalid({"/c", 3, "auth", ""}, "is odd", "").message(), "/c:3: [auth]: is odd");
  EXPECT_EQ(ConfigInvalid({"/c", 0, "", ""}, "is odd", "").message(), "/c: is odd");
  EXPECT_EQ(ConfigInvalid({"/c", 0, "", ""}, "is odd", "fix it").failure().next_step, "fix it");
}

TEST(ConfigInvalid, HasThePlaceAsFacts) {
  EXPECT_EQ(
      ConfigInvalid({"/c", 3, "auth", "username"}, "is odd", "").failure().facts,
      (Facts{{fact::kPath, "/c"}, {fact::kLine, "3"}, {fact::kSection, "auth"}, {fact::kKey, "username"}}));
  EXPECT_EQ(ConfigInvalid({"/c", 0, "", "da3cf5b1"}, "is odd", "").failure().facts,
            (Facts{{fact::kPath, "/c"}}));
}

TEST(IsPresentable, LeavesOutWhatMayBeKeyMaterial) {
  EXPECT_TRUE(IsPresentable("hotkey_ss58address"));
  EXPECT_TRUE(IsPresentable(" auth "));
  EXPECT_FALSE(IsPresentable(""));
  EXPECT_FALSE(IsPresentable("da3cf5b1"));
  EXPECT_FALSE(IsPresentable("x-da3cf5b1e9"));
  EXPECT_FALSE(IsPresentable("5HDvhV6WDCjCKyrXqGQSDYqQAzkz"));
  EXPECT_FALSE(IsPresentable("a\x1b[31m"));
}

}  // namespace
}  // namespace chutesd::config
