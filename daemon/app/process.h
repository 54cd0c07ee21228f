#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "daemon/base/failure.h"
#include "proto/support/unique_fd.h"

// What this process is to the system and to who started it.
namespace chutesd::app {

// Prepares the process before any thread exists: no core files and no tracing by this user's other
// programs (they would show the key), files for this user only, SIGPIPE ignored, and as many open
// files as the hard limit allows, since each HTTP/1.1 call takes one.
Status HardenProcess();

// The pipe by which whoever started the daemon learns that it serves, or why it cannot: READY=1 or an
// error, each with a newline. That it closes without a word says that the daemon died. Without a pipe it
// does nothing.
class ReadyPipe {
 public:
  // Takes over `fd`. INVALID_ARGUMENT if it is not a pipe or socket that is open for writing.
  static Result<ReadyPipe> Take(std::optional<int> fd);

  // Says READY=1, or an error, and lets go of the pipe: only the first is heard.
  void Say(const std::string& text);

 private:
  explicit ReadyPipe(support::UniqueFd fd) : fd_(std::move(fd)) {}

  support::UniqueFd fd_;
};

// Lets `join` wait for threads, but not beyond `until`: a thread that a file system holds on to would keep
// the process for ever, so the process then ends at once, as a success.
void JoinOrExit(const std::function<void()>& join, std::chrono::steady_clock::time_point until);

}  // namespace chutesd::app
