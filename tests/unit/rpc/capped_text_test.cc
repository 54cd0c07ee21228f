#include "daemon/rpc/capped_text.h"

#include <gtest/gtest.h>

namespace chutesd::rpc {
namespace {

TEST(CappedTextTest, CappedText_LeavesAloneWhatFits) {
  EXPECT_EQ(CappedText("", 3), "");
  EXPECT_EQ(CappedText("abcdef", 6), "abcdef");
  EXPECT_EQ(CappedText("h\u00e9\u20ac\U0001F511", 10), "h\u00e9\u20ac\U0001F511");
}

TEST(CappedTextTest, CappedText_CutsBetweenCharacters) {
  EXPECT_EQ(CappedText("abcdefg", 6), "abc...");
  EXPECT_EQ(CappedText("\u00e9\u00e9\u00e9\u00e9", 7), "\u00e9\u00e9...");
  EXPECT_EQ(CappedText("\u00e9\u00e9\u00e9\u00e9", 6), "\u00e9...");
  EXPECT_EQ(CappedText("\u20ac\u20ac\u20ac", 8), "\u20ac...");
  EXPECT_EQ(CappedText("\U0001F511\U0001F511", 6), "...");
}

TEST(CappedTextTest, CappedText_ReplacesEveryByteThatIsNotUtf8) {
  EXPECT_EQ(CappedText("a\xff"
                       "b",
                       9),
            "a?b");
  EXPECT_EQ(CappedText("\xc3", 9), "?");            // cut short
  EXPECT_EQ(CappedText("\xc3(", 9), "?(");          // no continuation
  EXPECT_EQ(CappedText("\x80", 9), "?");            // continuation alone
  EXPECT_EQ(CappedText("\xc0\xaf", 9), "??");       // overlong
  EXPECT_EQ(CappedText("\xe0\x80\xaf", 9), "???");  // overlong
  EXPECT_EQ(CappedText("\xf0\x80\x80\xaf", 9), "????");
  EXPECT_EQ(CappedText("\xed\xa0\x80", 9), "???");       // surrogate
  EXPECT_EQ(CappedText("\xf4\x90\x80\x80", 9), "????");  // beyond U+10FFFF
  EXPECT_EQ(CappedText("\xf8\x88\x80\x80\x80", 9), "?????");
}

}  // namespace
}  // namespace chutesd::rpc
