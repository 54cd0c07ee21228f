#include "proto/support/text.h"

#include <gtest/gtest.h>

#include <array>
#include <climits>
#include <limits>
#include <nlohmann/json.hpp>

#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::render {
namespace {

google::protobuf::Timestamp Time(std::int64_t seconds, std::int32_t nanos = 0) {
  google::protobuf::Timestamp time;
  time.set_seconds(seconds);
  time.set_nanos(nanos);
  return time;
}

TEST(Escape, MakesWhatCouldSteerATerminalVisible) {
  const std::array<std::pair<std::string, std::string>, 10> cases = {{
      {"plain", "plain"},
      {"\x1b[31mred", "\\x1b[31mred"},
      {"a\tb\nc\rd", "a\\tb\\nc\\rd"},
      {std::string("\0", 1), "\\x00"},
      {"\u0085", "\\x85"},
      {"\u202eevil", "\\u{202e}evil"},
      {"ad\u200bm\u00adin", "ad\\u{200b}m\\xadin"},
      {"back\\slash", "back\\\\slash"},
      {"\xff\xfe", "\\xff\\xfe"},
      {"größe 界 😀", "größe 界 😀"},
  }};
  for (const auto& [raw, escaped] : cases) EXPECT_EQ(Escape(raw), escaped);
  EXPECT_EQ(EscapeSentence("C:\\x\x07"), "C:\\x\\x07");
}

TEST(IsUtf8, HoldsToTheRfc) {
  for (const std::string_view good : {"", "a", "é", "界", "😀", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(IsUtf8(good)) << good;
  for (const std::string_view bad : {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80",
                                     "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "a\xff"}) {
    EXPECT_FALSE(IsUtf8(bad));
  }
}

TEST(DisplayWidth, CountsColumnsAndNotBytes) {
  EXPECT_EQ(DisplayWidth("abc"), 3U);
  EXPECT_EQ(DisplayWidth("é"), 1U);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1U);
  EXPECT_EQ(DisplayWidth("界"), 2U);
  EXPECT_EQ(DisplayWidth("😀"), 2U);
  EXPECT_EQ(DisplayWidth("✅⚡"), 4U);
  EXPECT_EQ(DisplayWidth("ﾊﾝｶｸ"), 4U);
  EXPECT_EQ(DisplayWidth("שָׁלוֹם"), 4U);
  EXPECT_EQ(DisplayWidth("हिन्दी"), 5U) << "as wcwidth() has it";
  EXPECT_EQ(DisplayWidth("한"), 2U) << "one syllable of three letters";
}

TEST(CutToWidth, NeverExceedsTheWidthAndNeverSplitsACharacter) {
  EXPECT_EQ(CutToWidth("abcdef", 6), "abcdef");
  EXPECT_EQ(CutToWidth("abcdef", 4), "abc…");
  EXPECT_EQ(CutToWidth("界界界", 5), "界界…");
  EXPECT_EQ(CutToWidth("界界界", 4), "界…");
  EXPECT_EQ(CutToWidth("abc", 1), "…");
  EXPECT_EQ(CutToWidth("abc", 0), "");
}

TEST(JsonText, EscapesWhatIsNotSafeToShow) {
  Json json;
  json["text"] = "q\" b\\ n\n t\t r\r c\x01 d\x7f u\u202e tag\U000e0041 é 😀 \xff";
  json["empty"] = Json::array();
  json["none"] = Json::object();
  json["list"] = {-1, false, nullptr};
  EXPECT_EQ(
      JsonText(json),
      "{\n"
      "  \"text\": \"q\\\" b\\\\ n\\n t\\t r\\r c\\u0001 d\\u007f u\\u202e tag\\udb40\\udc41 é 😀 \\ufffd\",\n"
      "  \"empty\": [],\n"
      "  \"none\": {},\n"
      "  \"list\": [\n    -1,\n    false,\n    null\n  ]\n"
      "}\n");
}

TEST(JsonText, WritesNullForNumbersThatJsonLacksAndForNoText) {
  Json json = {NumberJson(1.5), NumberJson(3), NumberJson(std::numeric_limits<double>::quiet_NaN()),
               OrNull("")};
  EXPECT_EQ(JsonText(json), "[\n  1.5,\n  3,\n  null,\n  null\n]\n");
  EXPECT_EQ(JsonText("name", "it's"), "{\n  \"name\": \"it's\"\n}\n");
}

TEST(TimeText, ShowsUtcForPeopleAndRfc3339ForPrograms) {
  EXPECT_EQ(TimeForPeople(Time(1705314600)), "2024-01-15 10:30:00");
  EXPECT_EQ(TimeForPrograms(Time(1705314600)), "2024-01-15T10:30:00Z");
  EXPECT_EQ(TimeForPrograms(Time(1705314600, 123456789)), "2024-01-15T10:30:00.123456Z");
  EXPECT_EQ(TimeForPeople(Time(-1)), "1969-12-31 23:59:59");
}

TEST(TimeText, IsEmptyForTimesThatNoCalendarHas) {
  for (const std::int64_t seconds : {std::numeric_limits<std::int64_t>::min(), std::int64_t{253'402'300'800},
                                     std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(TimeForPeople(Time(seconds)), "");
    EXPECT_EQ(TimeForPrograms(Time(seconds)), "");
  }
}

TEST(Age, NamesTheLargestUnit) {
  EXPECT_EQ(Age(0, 0), "a moment");
  EXPECT_EQ(Age(10, 0), "a moment");
  EXPECT_EQ(Age(0, 1), "1 second");
  EXPECT_EQ(Age(0, 3599), "59 minutes");
  EXPECT_EQ(Age(0, 49 * 3600), "2 days");
  EXPECT_EQ(Age(0, 800LL * 24 * 3600), "2 years");
  EXPECT_EQ(Age(std::numeric_limits<std::int64_t>::min(), 0), "a moment");
}

}  // namespace
}  // namespace chutes::render
