#include "daemon/codec/json_writer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace chutesd::codec {
namespace {

std::string Quoted(std::string_view text) {
  SecretString out;
  AppendQuoted(out, text);
  return std::string(out.Reveal());
}

std::string QuotedAscii(std::string_view text) {
  SecretString out;
  AppendQuotedAscii(out, text);
  return std::string(out.Reveal());
}

TEST(AppendQuoted, EscapesAsOrjsonDoes) {
  EXPECT_EQ(Quoted(""), "\"\"");
  EXPECT_EQ(Quoted("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(Quoted("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(Quoted(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(Quoted("caf\xC3\xA9 \xF0\x9F\x98\x80"), "\"caf\xC3\xA9 \xF0\x9F\x98\x80\"");
}

TEST(AppendQuotedAscii, EscapesAsPythonDoes) {
  EXPECT_EQ(QuotedAscii("caf\xC3\xA9 \xE2\x82\xAC"), R"("caf\u00e9 \u20ac")");
  EXPECT_EQ(QuotedAscii("\xF0\x9F\x98\x80"), R"("\ud83d\ude00")");
  EXPECT_EQ(QuotedAscii("\x7f\n"), "\"\x7f\\n\"");
  EXPECT_EQ(QuotedAscii("a\xFFz"), R"("a\ufffdz")");
}

TEST(AppendQuoted, IsReadBackByAnotherJsonReader) {
  std::string text;
  for (char32_t c = 0; c < 0x80; ++c) text += static_cast<char>(c);
  text += "\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF";
  EXPECT_EQ(nlohmann::json::parse(Quoted(text)).get<std::string>(), text);
  EXPECT_EQ(nlohmann::json::parse(QuotedAscii(text)).get<std::string>(), text);
}

}  // namespace
}  // namespace chutesd::codec
