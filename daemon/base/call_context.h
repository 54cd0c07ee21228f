#pragma once

#include <chrono>
#include <stop_token>
#include <string>

namespace chutesd {

// What travels with one call through every layer. Passed by value; all its waits happen on the loop.
struct CallContext {
  // No wait goes beyond this.
  std::chrono::steady_clock::time_point deadline;
  // Asked to stop, on the loop thread, when the caller has gone away. A change that was sent is not
  // stopped (see Uninterrupted): its outcome must be known.
  std::stop_token stop;
  // Ties together the log lines of one call.
  std::string request_id;

  // The same call, not stopped when the caller goes away.
  CallContext Uninterrupted() const { return {deadline, std::stop_token(), request_id}; }
};

}  // namespace chutesd
