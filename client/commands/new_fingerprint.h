#pragma once

#include <string>

namespace chutes::commands {

// A fresh fingerprint: 32 of A-Z, a-z and 0-9, as the API makes them, from the operating system's randomness.
// Empty if that has none. Wipe the result.
std::string NewFingerprint();

}  // namespace chutes::commands
