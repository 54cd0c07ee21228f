#pragma once

#include <string>

#include "chutesd/v1/diagnostics.pb.h"

namespace chutes::commands {

// A finding of the client's own, as the daemon sends its own ones. `fix`: a shell command; empty: none is
// needed.
chutesd::v1::Finding MakeFinding(std::string check, chutesd::v1::Verdict verdict, std::string detail,
                                 std::string fix = "");

}  // namespace chutes::commands
