#include <gtest/gtest.h>

#include "daemon/ipc/accept_loop.h"

namespace chutesd::ipc {
namespace {

TEST(PeerPolicyTest, JudgePeer_LetsInTheOwnerAndRootAndNobodyElse) {
  constexpr uid_t kOverflow = 65534;  // how users of other namespaces show
  constexpr auto kNoUid = static_cast<uid_t>(-1);
  struct Case {
    uid_t peer;
    uid_t self;
    Verdict verdict;
  };
  for (const Case& c : {Case{1000, 1000, Verdict::kOwner}, Case{0, 1000, Verdict::kOwner},
                        Case{0, 0, Verdict::kOwner}, Case{1001, 1000, Verdict::kDeny},
                        Case{1000, 0, Verdict::kDeny}, Case{kOverflow, 1000, Verdict::kDeny},
                        Case{kOverflow, 0, Verdict::kDeny}, Case{kNoUid, 1000, Verdict::kDeny}}) {
    EXPECT_EQ(JudgePeer(c.peer, c.self), c.verdict) << c.peer << " to " << c.self;
  }
}

}  // namespace
}  // namespace chutesd::ipc
