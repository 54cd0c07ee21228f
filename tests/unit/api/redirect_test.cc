#include <gtest/gtest.h>

#include "daemon/api/upstream_status.h"

namespace chutesd::api {
namespace {

TEST(RedirectTarget, IsTheOriginAlone) {
  struct Case {
    std::string_view location, target;
  };
  for (const Case& each : {
           Case{"https://evil.example/users/me?token=canary", "https://evil.example"},
           Case{"http://api.chutes.ai:8080", "http://api.chutes.ai:8080"},
           Case{"https://user:pw@evil.example/", "https://evil.example"},
           Case{"https://api.chutes.ai\\@evil.example/", "https://api.chutes.ai"},
           Case{"https://[::1]:8443/x", "https://[::1]:8443"},
           Case{"//evil.example/x", "https://evil.example"},
           Case{"/api_keys/", "another path of the same server"},
           Case{"other", "another path of the same server"},
           Case{"?next=https://evil.example", "another path of the same server"},
           Case{"/x?y=//z", "another path of the same server"},
           Case{"", "an unreadable place"},
           Case{"ftp://evil.example/", "an unreadable place"},
           Case{"https://", "an unreadable place"},
           Case{"https://ev\x1bil/", "an unreadable place"},
           Case{"https:///x", "an unreadable place"},
       }) {
    EXPECT_EQ(RedirectTarget(each.location), each.target) << each.location;
  }
  EXPECT_EQ(RedirectTarget("https://" + std::string(300, 'a')), "an unreadable place");
}

}  // namespace
}  // namespace chutesd::api
