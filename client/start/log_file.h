#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "proto/support/unique_fd.h"

namespace chutes::start {

// The daemon's log file, read while it may be written to and replaced by a new one.
class LogFile {
 public:
  explicit LogFile(std::string path) : path_(std::move(path)) {}

  // The last lines, those of the older file included where the new one has fewer; nothing, with errno, if
  // there is no file to read.
  std::optional<std::string> LastLines(std::size_t count);

  // Gives what is written after LastLines to `show`, as it is written, until `stop_fd` becomes readable
  // (true) or `show` returns false, or the folder cannot be watched (false, the latter with errno).
  bool Follow(int stop_fd, const std::function<bool(std::string_view text)>& show);

 private:
  bool Open();
  bool WasReplaced() const;
  bool ShowNew(const std::function<bool(std::string_view text)>& show);

  std::string path_;
  support::UniqueFd fd_;
};

}  // namespace chutes::start
