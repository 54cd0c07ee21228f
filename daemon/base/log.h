#pragma once

#include <string>

#include "absl/status/status.h"

namespace chutesd {

// How the daemon logs: lines on standard error, with the time unless systemd adds it.
// Log only values that are safe to show: method, path without query, status, milliseconds, ids.
enum class LogLevel { kDebug, kInfo, kWarning, kError };

// "debug", "info", "warning" or "error"; anything else is INVALID_ARGUMENT.
absl::Status ParseLogLevel(const std::string& text, LogLevel& level);

// Sets up the process-wide logger. Call once, before any thread exists.
void StartLog(LogLevel level, bool with_time);

}  // namespace chutesd
