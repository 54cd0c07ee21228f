#include <gtest/gtest.h>

#include <map>

#include "client/terminal/terminal.h"
#include "tests/unit/client/fake_platform.h"

namespace chutes::terminal {
namespace {

bool IsUtf8(std::map<std::string, std::string> variables) {
  FakeProcess process;
  process.variables = std::move(variables);
  return IsUtf8Locale(process);
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
}  // namespace chutes::terminal
