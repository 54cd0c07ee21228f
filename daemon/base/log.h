#pragma once

#include <string>

#include "daemon/base/failure.h"

namespace chutesd {

// How the daemon logs: lines on standard error, with the time unless systemd adds it, or in a file.
// Log only values that are safe to show: method, path without query, status, milliseconds, ids.
enum class LogLevel { kDebug = 1, kInfo, kWarning, kError };

// "debug", "info", "warning" or "error"; anything else is INVALID_ARGUMENT.
Status ParseLogLevel(const std::string& text, LogLevel& level);

// Sets up the process-wide logger on standard error. Call once, before any thread exists.
void StartLog(LogLevel level, bool with_time);

// The same with a file, which only this user can read: at most 1 MiB, one older one beside it
// (`chutesd.sock.1.log` for `chutesd.sock.log`). Standard error then goes there as well, for what
// libraries print when a process dies. PERMISSION_DENIED or INTERNAL if the file cannot be used.
Status StartLogFile(LogLevel level, const std::string& path);

}  // namespace chutesd
