#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "daemon/codec/json.h"

namespace chutesd::codec {
namespace {

std::string Nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

TEST(ParseJson, TakesWhatTheStandardAllows) {
  for (const char* text :
       {"null", "true", " [1, -2, 3.5e2]\n", R"({"a":{"b":[{}]}})", R"("\u00e9\ud83d\ude00")",
        "18446744073709551615", "123456789012345678901234567890", "\"\xC3\xA9\""}) {
    EXPECT_TRUE(ParseJson(text).ok()) << text;
  }
}

TEST(ParseJson, RefusesWhatItDoesNot) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[1,]",
                           "{\"a\":1,}",
                           "{'a':1}",
                           "NaN",
                           "Infinity",
                           "-",
                           "01",
                           "1e999",
                           "nul",
                           "[1] 2",
                           "// x\n1",
                           "\"\t\"",
                           "\"\\x\"",
                           "\"\\ud800\"",
                           "\"\\udc00\\ud800\"",
                           "\"\xFF\"",
                           "\"\xC0\xAF\"",
                           "\"\xED\xA0\x80\"",
                           "\"\xF5\x80\x80\x80\"",
                           "\"abc"}) {
    const auto parsed = ParseJson(text);
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_EQ(parsed.status().reason(), Reason::kInvalidArgument);
  }
}

TEST(ParseJson, RefusesDuplicateNamesAtAnyLevel) {
  for (const char* text : {R"({"a":1,"b":2,"a":3})", R"([{"x":{"q":1,"q":1}}])", R"({"a":1,"\u0061":2})"}) {
    EXPECT_EQ(ParseJson(text).status().message(), "an object has two members of the same name") << text;
  }
  EXPECT_TRUE(ParseJson(R"([{"a":1},{"a":2},{"A":1,"a":2}])").ok());
}

TEST(ParseJson, StopsAt32Levels) {
  EXPECT_TRUE(ParseJson(Nested(32)).ok());
  EXPECT_EQ(ParseJson(Nested(33)).status().message(), "it is more than 32 levels deep");
  EXPECT_FALSE(ParseJson(std::string(1'000'000, '[')).ok());
}

TEST(ParseJson, StopsAtTooManyValues) {
  std::string text = "[1";
  for (int i = 0; i < 300'000; ++i) text += ",1";
  EXPECT_EQ(ParseJson(text + "]").status().message(), "it holds more than 300000 values");
}

TEST(ParseJson, QuotesNothingOfTheTextInItsErrors) {
  const auto parsed = ParseJson(R"({"value": "canary-3f9a" oops})");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(std::string(parsed.status().message()).find("canary"), std::string::npos) << parsed.status();
  EXPECT_EQ(std::string(parsed.status().message()).find("oops"), std::string::npos) << parsed.status();
}

}  // namespace
}  // namespace chutesd::codec
