#include "client/cli/locale.h"

#include <gtest/gtest.h>

#include <map>

namespace chutes::cli {
namespace {

bool IsUtf8(const std::map<std::string, std::string>& variables) {
  return IsUtf8Locale([&variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

TEST(Locale, IsUtf8WhereItsCharsetIs) {
  for (const char* name : {"C.UTF-8", "C.utf8", "de_DE.UTF-8", "de_DE.utf8@euro"})
    EXPECT_TRUE(IsUtf8({{"LANG", name}})) << name;
  for (const char* name : {"C", "POSIX", "de_DE", "de_DE@euro", "de_DE.ISO-8859-15", "ja_JP.eucJP"})
    EXPECT_FALSE(IsUtf8({{"LANG", name}})) << name;
}

TEST(Locale, IsUtf8WhereNothingIsSaid) {
  EXPECT_TRUE(IsUtf8({}));
  EXPECT_TRUE(IsUtf8({{"LANG", ""}, {"LC_ALL", ""}}));
}

TEST(Locale, IsSaidByTheStrongestVariable) {
  EXPECT_FALSE(IsUtf8({{"LC_ALL", "C"}, {"LC_CTYPE", "C.UTF-8"}, {"LANG", "C.UTF-8"}}));
  EXPECT_TRUE(IsUtf8({{"LC_ALL", ""}, {"LC_CTYPE", "C.UTF-8"}, {"LANG", "C"}}));
}

}  // namespace
}  // namespace chutes::cli
