#pragma once

#include <vector>

#include "tests/bench/figure.h"

namespace chutesd::bench {

// sr25519 signing and verifying beside libsodium's ed25519, over a message of the size that is signed for
// each request with a body. Takes about a second. Ends the process if a signature does not verify.
std::vector<Figure> MeasureSigning();

}  // namespace chutesd::bench
