#include <gtest/gtest.h>

#include "daemon/ipc/accept_loop.h"

namespace chutesd::ipc {
namespace {

TEST(PeerPolicyTest, MayConnect_TheOwnerAndRootAndNobodyElse) {
  constexpr uid_t kOverflow = 65534;  // how users of other namespaces show
  constexpr auto kNoUid = static_cast<uid_t>(-1);
  struct Case {
    uid_t peer;
    uid_t self;
    bool may;
  };
  for (const Case& c : {Case{1000, 1000, true}, Case{0, 1000, true}, Case{0, 0, true},
                        Case{1001, 1000, false}, Case{1000, 0, false}, Case{kOverflow, 1000, false},
                        Case{kOverflow, 0, false}, Case{kNoUid, 1000, false}}) {
    EXPECT_EQ(MayConnect(c.peer, c.self), c.may) << c.peer << " to " << c.self;
  }
}

}  // namespace
}  // namespace chutesd::ipc
