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
  EXPECT_EQ(RefuseConfig({"/c", 0, "", ""}, "is odd", "mend it").failure().next_step, "mend it");
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

TEST(ShellWord, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(ShellWord("/home/u/.chutes/config.ini"), "/home/u/.chutes/config.ini");
  EXPECT_EQ(ShellWord("/a b"), "'/a b'");
  EXPECT_EQ(ShellWord("it's"), "'it'\\''s'");
  EXPECT_EQ(ShellWord("~/x"), "'~/x'");
  EXPECT_EQ(ShellWord(""), "''");
  EXPECT_EQ(ShellWord("$(x)"), "'$(x)'");
}

}  // namespace
}  // namespace chutesd::config
