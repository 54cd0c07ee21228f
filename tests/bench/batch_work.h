#pragma once

#include <sched.h>

namespace chutesd::bench {

// The peers of a daemon that is measured share its cores, where each packet would have them take one from it
// in mid-work; peers on machines of their own would not. As batch work they run when a core is free. What
// they do late counts against the daemon.
inline void RunAsBatchWork() {
  const sched_param priority{};
  sched_setscheduler(0, SCHED_BATCH, &priority);
}

}  // namespace chutesd::bench
