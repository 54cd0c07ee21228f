#pragma once

#include "daemon/base/failure.h"

namespace chutesd::app {

// Prepares the process before any thread exists: no core files and no tracing by this user's other
// programs (they would show the key), files for this user only, SIGPIPE ignored, and as many open
// files as the hard limit allows, since each HTTP/1.1 call takes one.
Status HardenProcess();

}  // namespace chutesd::app
