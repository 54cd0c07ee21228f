#pragma once

#include <sys/types.h>

namespace chutesd::ipc {

enum class Verdict { kOwner, kDeny };

// Who may talk to the daemon: its own user, and root, who could read its files anyway. Decided from the
// credentials that the kernel recorded when the peer connected.
Verdict JudgePeer(uid_t peer, uid_t self);

}  // namespace chutesd::ipc
