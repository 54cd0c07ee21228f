#include "daemon/ipc/peer_policy.h"

namespace chutesd::ipc {

Verdict JudgePeer(uid_t peer, uid_t self) {
  // A peer in a user namespace of its own shows as the overflow uid, which is neither.
  return peer == self || peer == 0 ? Verdict::kOwner : Verdict::kDeny;
}

}  // namespace chutesd::ipc
