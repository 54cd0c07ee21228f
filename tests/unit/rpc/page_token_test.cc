#include "daemon/rpc/page_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "chutesd/v1/selector.pb.h"
#include "tests/unit/rpc/refused_field.h"

namespace chutesd::rpc {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kList[] = "the list";

std::string TokenAt(std::int64_t offset) { return NextPageToken({offset - 25, 25}, 1'000'000'000, kList); }

TEST(PageTokenTest, WindowFor_HasADefaultAndACap) {
  struct Case {
    std::int32_t page_size;
    std::int64_t size;
  };
  for (const Case& c : {Case{0, 25}, {1, 1}, {25, 25}, {1000, 1000}, {1001, 1000}, {2147483647, 1000}}) {
    const auto window = WindowFor(c.page_size, 0, "", kList);
    ASSERT_TRUE(window.ok()) << window.status();
    EXPECT_EQ(window->size, c.size);
    EXPECT_EQ(window->offset, 0);
  }
}

TEST(PageTokenTest, WindowFor_RefusesNegativeNumbers) {
  EXPECT_EQ(RefusedField(WindowFor(-1, 0, "", kList).status()), "page_size");
  EXPECT_EQ(RefusedField(WindowFor(10, -1, "", kList).status()), "skip");
}

TEST(PageTokenTest, WindowFor_RefusesToSkipBeyondTheEndOfAnyList) {
  EXPECT_EQ(WindowFor(10, 1'000'000'000, "", kList)->offset, 1'000'000'000);
  EXPECT_EQ(RefusedField(WindowFor(10, 1'000'000'001, "", kList).status()), "skip");
  EXPECT_EQ(RefusedField(WindowFor(10, 1'000'000'000, TokenAt(50), kList).status()), "skip");
}

TEST(PageTokenTest, NextPageToken_LeadsToTheNextPage) {
  const std::string token = NextPageToken({40, 20}, 100, kList);
  const auto window = WindowFor(20, 0, token, kList);
  ASSERT_TRUE(window.ok()) << window.status();
  EXPECT_EQ(window->offset, 60);
  EXPECT_EQ(WindowFor(20, 7, token, kList)->offset, 67);
}

TEST(PageTokenTest, NextPageToken_IsEmptyOnTheLastPage) {
  EXPECT_EQ(NextPageToken({0, 25}, 0, kList), "");
  EXPECT_EQ(NextPageToken({0, 25}, 25, kList), "");
  EXPECT_EQ(NextPageToken({80, 25}, 100, kList), "");
  EXPECT_NE(NextPageToken({0, 25}, 26, kList), "");
}

TEST(PageTokenTest, WindowFor_AnotherPageSizeIsFine) {
  const auto window = WindowFor(5, 0, NextPageToken({0, 100}, 500, kList), kList);
  ASSERT_TRUE(window.ok()) << window.status();
  EXPECT_EQ(window->offset, 100);
  EXPECT_EQ(window->size, 5);
}

TEST(PageTokenTest, WindowFor_RefusesATokenOfAnotherList) {
  v1::SessionSelector mine;
  mine.set_config_path("/home/alice/prod.ini");
  v1::SessionSelector other_file = mine;
  other_file.set_config_path("/home/alice/dev.ini");
  v1::SessionSelector other_url = mine;
  other_url.set_api_url("https://api.example");
  const std::string token = NextPageToken({0, 25}, 100, PageArguments("keys", mine, "ci"));
  EXPECT_TRUE(WindowFor(25, 0, token, PageArguments("keys", mine, "ci")).ok());
  for (const std::string& arguments :
       {PageArguments("keys", mine, "CI"), PageArguments("keys", mine, ""),
        PageArguments("secrets", mine, "ci"), PageArguments("keys", other_file, "ci"),
        PageArguments("keys", other_url, "ci"), PageArguments("keys", v1::SessionSelector(), "ci")}) {
    EXPECT_EQ(RefusedField(WindowFor(25, 0, token, arguments).status()), "page_token");
  }
}

TEST(PageTokenTest, PageArguments_DoNotRunIntoEachOther) {
  v1::SessionSelector one;
  one.set_config_path("/a");
  one.set_api_url("b");
  v1::SessionSelector two;
  two.set_config_path("/ab");
  EXPECT_NE(PageArguments("keys", one, ""), PageArguments("keys", two, ""));
  EXPECT_NE(PageArguments("keys", one, "c"), PageArguments("keys", two, "c"));
}

TEST(PageTokenTest, WindowFor_RefusesWhatIsNoToken) {
  for (const std::string& token :
       {std::string("2"), std::string("page2"), std::string("!!!!"), std::string("AAAA"),
        std::string(1000, 'A'), std::string("\0", 1), TokenAt(50) + "AAAA"}) {
    EXPECT_EQ(RefusedField(WindowFor(25, 0, token, kList).status()), "page_token") << token;
  }
}

// Every change of one character is refused, or decodes to the very same bytes.
TEST(PageTokenTest, WindowFor_RefusesATokenThatWasTamperedWith) {
  const std::string token = TokenAt(50);
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(token, &bytes));
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char c : std::string("ABCXYZabcxyz0189-_")) {
      std::string changed = token;
      changed[i] = c;
      std::string changed_bytes;
      if (absl::WebSafeBase64Unescape(changed, &changed_bytes) && changed_bytes == bytes) continue;
      EXPECT_EQ(RefusedField(WindowFor(25, 0, changed, kList).status()), "page_token") << changed;
    }
  }
  for (std::size_t size = 1; size < token.size(); ++size) {
    EXPECT_EQ(RefusedField(WindowFor(25, 0, token.substr(0, size), kList).status()), "page_token") << size;
  }
}

TEST(PageTokenTest, NextPageToken_CannotBeReadByPeople) {
  v1::SessionSelector session;
  session.set_config_path("/home/alice/prod.ini");
  const std::string token = NextPageToken({1200, 34}, 5000, PageArguments("keys", session, "findme"));
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(token, &bytes));
  for (const std::string& text : {token, bytes}) {
    EXPECT_THAT(text, Not(HasSubstr("alice")));
    EXPECT_THAT(text, Not(HasSubstr("findme")));
    EXPECT_THAT(text, Not(HasSubstr("keys")));
    EXPECT_THAT(text, Not(HasSubstr("1234")));
  }
  EXPECT_THAT(token, testing::MatchesRegex("[A-Za-z0-9_-]+"));
}

}  // namespace
}  // namespace chutesd::rpc
