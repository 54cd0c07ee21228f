#include <gtest/gtest.h>

#include "daemon/codec/error_body.h"

namespace chutesd::codec {
namespace {

TEST(HideEcho, HidesTheSecretAndLongPartsOfIt) {
  struct Case {
    std::string_view text, secret, safe;
  };
  for (const Case& each : {
           Case{"got hf_abcdefghijkl here", "hf_abcdefghijkl", "got [hidden] here"},
           Case{"cut: 'hf_abcde...efghijkl'", "hf_abcdefghijkl", "cut: '[hidden]...[hidden]'"},
           Case{"twice hf_abcdefghijkl hf_abcdefghijkl", "hf_abcdefghijkl", "twice [hidden] [hidden]"},
           Case{"short runs: hf_abcd ghijkl", "hf_abcdefghijkl", "short runs: hf_abcd ghijkl"},
           Case{"pass1 is wrong", "pass1", "[hidden] is wrong"},
           Case{"abc is too short to tell", "abc", "abc is too short to tell"},
           Case{"nothing sent", "", "nothing sent"},
           Case{"", "hf_abcdefghijkl", ""},
           Case{"aaaaaaaaaaaa", "aaaaaaaaa", "[hidden]"},
       }) {
    EXPECT_EQ(HideEcho(each.text, each.secret), each.safe);
  }
}

}  // namespace
}  // namespace chutesd::codec
