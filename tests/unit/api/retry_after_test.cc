#include <gtest/gtest.h>

#include "daemon/api/http_time.h"

namespace chutesd::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Wed, 21 Oct 2015 07:28:00 GMT
const std::chrono::system_clock::time_point kReceived{seconds(1445412480)};

TEST(ParseRetryAfter, TakesSecondsAndHttpDates) {
  struct Case {
    const char* header;
    milliseconds wait;
  };
  for (const Case& each :
       {Case{"0", seconds(0)}, Case{"30", seconds(30)}, Case{"999999999", seconds(999999999)},
        Case{"Wed, 21 Oct 2015 07:28:05 GMT", seconds(5)}, Case{"Wed, 21 Oct 2015 07:27:00 GMT", seconds(0)},
        Case{"Thu, 01 Jan 1970 00:00:00 GMT", seconds(0)},
        Case{"Thu, 22 Oct 2015 07:28:00 GMT", seconds(86400)}}) {
    EXPECT_EQ(ParseRetryAfter(each.header, kReceived), each.wait) << each.header;
  }
}

TEST(ParseRetryAfter, IgnoresEverythingElse) {
  for (const char* header :
       {"", "-1", "1.5", "soon", "30 s", "1000000000", "Wed, 21 Oct 2015 07:28:00 UTC",
        "Wed, 32 Oct 2015 07:28:00 GMT", "Wed, 21 Okt 2015 07:28:00 GMT", "Wed, 21 Oct 2015 24:28:00 GMT",
        "Wed, 21 Oct 2015 07:60:00 GMT", "Wed, 21-Oct-15 07:28:00 GMT", "Wed, xx Oct 2015 07:28:00 GMT",
        "Wed Oct 21 07:28:00 2015"}) {
    EXPECT_FALSE(ParseRetryAfter(header, kReceived)) << header;
  }
}

}  // namespace
}  // namespace chutesd::api
