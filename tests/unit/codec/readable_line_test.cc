#include <gtest/gtest.h>

#include "daemon/codec/error_body.h"

namespace chutesd::codec {
namespace {

TEST(ReadableLine, IsOneLineWithoutControlCharacters) {
  struct Case {
    std::string_view text, line;
  };
  for (const Case& each : {Case{"plain words", "plain words"}, Case{"  two\r\n\tlines  ", "two lines"},
                           Case{"\x1b[31mred\x07", "\\x1b[31mred\\x07"},
                           Case{std::string_view("a\0b", 3), "a\\x00b"}, Case{"del\x7f", "del\\x7f"},
                           Case{"c1 \xC2\x9B", "c1 \\u009b"}, Case{"turn \xE2\x80\xAE", "turn \\u202e"},
                           Case{"line\xE2\x80\xA8", "line\\u2028"}, Case{"bad \xFF\xC3", "bad \\xff\\xc3"},
                           Case{"caf\xC3\xA9", "caf\xC3\xA9"}, Case{"", ""}, Case{" \n ", ""}}) {
    EXPECT_EQ(ReadableLine(each.text, 100), each.line);
  }
}

TEST(ReadableLine, CutsBetweenCharactersAndSaysSo) {
  EXPECT_EQ(ReadableLine("12345678", 8), "12345678");
  EXPECT_EQ(ReadableLine("123456789", 8), "12345...");
  EXPECT_EQ(ReadableLine("1234\xC3\xA9\xC3\xA9\xC3\xA9", 8), "1234...");
  for (std::size_t size = 0; size < 20; ++size) {
    EXPECT_LE(ReadableLine(std::string(40, '\x01'), size).size(), size);
    EXPECT_LE(ReadableLine(std::string(10'000, 'x'), size).size(), size);
  }
}

}  // namespace
}  // namespace chutesd::codec
