#include <gtest/gtest.h>

#include "daemon/codec/error_body.h"

namespace chutesd::codec {
namespace {

TEST(HtmlText, IsTheTitleOrTheTextOfThePage) {
  struct Case {
    const char* page;
    const char* text;
  };
  for (const Case& each : {
           Case{"<html><head><TITLE lang=en>502 Bad Gateway</title></head><body>x</body></html>",
                "502 Bad Gateway"},
           Case{"<!DOCTYPE html><h1>Blocked</h1><p>by a <b>firewall</b></p>", "Blocked by a firewall"},
           Case{"<title> </title><p>Body</p>", "Body"},
           Case{"<script>var a = '<p>';</script><style>p{}</style>Shown", "Shown"},
           Case{"<p>unfinished <a href=", "unfinished"},
           Case{"<script>never ends", ""},
           Case{"<title>never ends", "never ends"},
           Case{"<", ""},
       }) {
    EXPECT_EQ(ReadableLine(HtmlText(each.page), 100), each.text) << each.page;
  }
}

TEST(LooksLikeHtml, GoesByTheFirstVisibleCharacter) {
  EXPECT_TRUE(LooksLikeHtml("\n <html>"));
  EXPECT_FALSE(LooksLikeHtml("{\"a\":\"<\"}"));
  EXPECT_FALSE(LooksLikeHtml(""));
  EXPECT_FALSE(LooksLikeHtml("Internal Server Error"));
}

}  // namespace
}  // namespace chutesd::codec
