#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "daemon/codec/json.h"

namespace chutesd::codec {
namespace {

TEST(WriteJson, EscapesAsOrjsonDoes) {
  EXPECT_EQ(WriteJson(""), "\"\"");
  EXPECT_EQ(WriteJson("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(WriteJson("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(WriteJson(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(WriteJson("caf\xC3\xA9 \xF0\x9F\x98\x80"), "\"caf\xC3\xA9 \xF0\x9F\x98\x80\"");
}

TEST(WriteAscii, EscapesAsPythonDoes) {
  EXPECT_EQ(WriteAscii("caf\xC3\xA9 \xE2\x82\xAC"), R"("caf\u00e9 \u20ac")");
  EXPECT_EQ(WriteAscii("\xF0\x9F\x98\x80"), R"("\ud83d\ude00")");
  EXPECT_EQ(WriteAscii("\x7f\n"), R"("\u007f\n")");
  EXPECT_EQ(WriteAscii("a\xFFz"), R"("a\ufffdz")");
}

TEST(WriteJson, IsReadBackByAnotherJsonReader) {
  std::string text;
  for (char32_t c = 0; c < 0x80; ++c) text += static_cast<char>(c);
  text += "\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF";
  EXPECT_EQ(nlohmann::json::parse(WriteJson(text)).get<std::string>(), text);
  EXPECT_EQ(nlohmann::json::parse(WriteAscii(text)).get<std::string>(), text);
}

}  // namespace
}  // namespace chutesd::codec
