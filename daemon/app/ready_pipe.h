#pragma once

#include <optional>
#include <string>
#include <utility>

#include "daemon/base/failure.h"
#include "proto/support/unique_fd.h"

namespace chutesd::app {

// The pipe by which whoever started the daemon learns that it serves, or why it cannot: READY=1 or an
// error, each with a newline. That it closes without a word says that the daemon died. Without a pipe it
// does nothing.
class ReadyPipe {
 public:
  // Takes over `fd`. INVALID_ARGUMENT if it is not a pipe or socket that is open for writing.
  static Result<ReadyPipe> Take(std::optional<int> fd);

  bool given() const { return fd_.valid(); }
  // Each lets go of the pipe: only the first is heard.
  void SayReady();
  void SayError(const std::string& message);

 private:
  explicit ReadyPipe(support::UniqueFd fd) : fd_(std::move(fd)) {}
  void Say(const std::string& text);

  support::UniqueFd fd_;
};

}  // namespace chutesd::app
