#pragma once

#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/config/ini_scan.h"

namespace chutesd::config {

// The value of `entry` (found in `section` or in `defaults`, which may be null) with `%%` and `%(key)s`
// replaced as by Python's BasicInterpolation: keys are looked up in `section`, then in `defaults`, at
// most 10 deep. A `%` that is neither, and a result beyond 1 MiB (which Python would build), are
// CONFIG_INVALID.
Result<SecretString> ExpandValue(const IniEntry& entry, const IniSection& section, const IniSection* defaults,
                                 std::string_view path);

// `value` with each `%` doubled, as it must stand in a file.
SecretString EscapeValue(std::string_view value);

}  // namespace chutesd::config
