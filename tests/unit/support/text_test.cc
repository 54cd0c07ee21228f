#include "proto/support/text.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "proto/support/paths.h"

namespace chutesd::support {
namespace {

TEST(FirstCodePoint, RefusesOverlongFormsSurrogatesAndFragments) {
  for (const std::string_view text :
       {"\x80", "\xBF", "\xC0\xAF", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\xAF", "\xED\xA0\x80", "\xE2\x82",
        "\xF0\x80\x80\xAF", "\xF4\x90\x80\x80", "\xF8", "\xFF"}) {
    EXPECT_FALSE(FirstCodePoint(text)) << text;
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
  EXPECT_EQ(FirstCodePoint("\xF0\x9F\x98\x80x")->value, 0x1F600U);
  EXPECT_EQ(FirstCodePoint("\xF0\x9F\x98\x80x")->size, 4U);
}

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

using Names = std::vector<std::string>;

TEST(NearestNames, AreTheFewEditsAwayNearestFirst) {
  EXPECT_EQ(NearestNames("my-chut", {"other", "my-chute", "your-chute", "my-chat"}),
            (Names{"my-chat", "my-chute"}));
}

TEST(NearestNames, IgnoreTheCase) { EXPECT_EQ(NearestNames("hf_token", {"HF_TOKEN"}), Names{"HF_TOKEN"}); }

TEST(NearestNames, ABeginningIsNear) {
  EXPECT_EQ(NearestNames("llama", {"llama-3-70b-instruct"}), Names{"llama-3-70b-instruct"});
}

TEST(NearestNames, NothingIsNearToNothing) {
  EXPECT_TRUE(NearestNames("ci", {"xy", "production"}).empty());
  EXPECT_TRUE(NearestNames("", {"ab"}).empty());
  EXPECT_TRUE(NearestNames(std::string(5000, 'x'), {std::string(5000, 'x')}).empty());
}

TEST(NearestNames, AreThreeAtMostAndReadAsASentence) {
  EXPECT_EQ(DidYouMean("keyX", {"key4", "key3", "key2", "key1", "key1"}),
            "; did you mean 'key1', 'key2' or 'key3'?");
  EXPECT_EQ(DidYouMean("keyX", {}), "");
}

TEST(ShellWord, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(ShellWord("/home/u/.chutes/config.ini"), "/home/u/.chutes/config.ini");
  EXPECT_EQ(ShellWord("/a b"), "'/a b'");
  EXPECT_EQ(ShellWord("it's"), "'it'\\''s'");
  EXPECT_EQ(ShellWord("~/x"), "'~/x'");
  EXPECT_EQ(ShellWord(""), "''");
  EXPECT_EQ(ShellWord("$(x)"), "'$(x)'");
}

TEST(ShellWord, EscapesWhatIsNotSafeToShow) {
  EXPECT_EQ(ShellWord("a\nb\t\\'!\x1b\xff\xe2\x80\xae\xc3\xa4"),
            "$'a\\nb\\t\\\\\\x27\\x21\\x1b\\xff\\xe2\\x80\\xae\xc3\xa4'");
}

TEST(ShellWord, LeavesNothingOfAPathToTheShell) {
  EXPECT_EQ(ShellWord("/home/me/.chutes/config.ini"), "/home/me/.chutes/config.ini");
  EXPECT_EQ(ShellWord(""), "''");
  EXPECT_EQ(ShellWord("~/x"), "'~/x'");
  EXPECT_EQ(ShellWord("$(x)"), "'$(x)'");
  EXPECT_EQ(ShellWord("my (old) stuff; it's"), R"('my (old) stuff; it'\''s')");
}

TEST(FolderOf, IsTheKernels) {
  EXPECT_EQ(FolderOf("/a/b"), "/a");
  EXPECT_EQ(FolderOf("/a"), "/");
  EXPECT_EQ(FolderOf("a"), ".");
}

TEST(MakePrivateFolders, MakesWhatIsMissingUpToALimit) {
  std::string top = testing::TempDir() + "folders-XXXXXX";
  ASSERT_NE(mkdtemp(top.data()), nullptr);
  EXPECT_EQ(MakePrivateFolders(top + "/a/b/c", 2).error, ENOENT);
  EXPECT_EQ(MakePrivateFolders(top + "/a/b/c", 2).where, top + "/a/b");
  EXPECT_EQ(MakePrivateFolders(top + "/a/b/c", kAllLevels).error, 0);
  EXPECT_EQ(MakePrivateFolders(top + "/a/b/c", 1).error, 0);
  struct stat info {};
  ASSERT_EQ(stat((top + "/a/b/c").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0700U);
  std::filesystem::remove_all(top);
}

}  // namespace
}  // namespace chutesd::support
