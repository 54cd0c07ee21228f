#pragma once

#include "client/cli/env.h"

namespace chutes::cli {

// The real world. `argv` must stay valid. Call it before any file is opened: it fills the places of
// standard streams that were closed, so that no socket or file can take them, and ignores SIGPIPE.
Env ProcessEnv(int argc, char** argv);

}  // namespace chutes::cli
