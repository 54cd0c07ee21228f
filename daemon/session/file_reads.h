#pragma once

#include <array>
#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/config/config.h"
#include "daemon/config/config_file.h"

namespace chutesd::session {

using ConfigPtr = std::shared_ptr<const config::Config>;

// What a config file says, or why it cannot be used. Never changes.
struct Contents {
  Result<ConfigPtr> account;   // for callers that need an account in it
  Result<ConfigPtr> anything;  // for callers that accept a file without one
  decltype(config::ConfigFile::warnings) warnings;
  std::chrono::system_clock::time_point load_time;
  std::array<std::uint8_t, 32> digest{};  // of its text, to tell a touched file from an edited one

  // Whether both say the same; when they were read plays no part.
  bool SaysTheSameAs(const Contents& other) const;
};

// One reading of a config file.
struct Reading {
  std::chrono::steady_clock::time_point begun;
  std::optional<config::FileIdentity> identity;  // nothing: there was no file
  bool settled = false;                          // see config::ConfigFile
  std::shared_ptr<const Contents> contents;
};

// Reads, checks and parses a file, which takes as long as its file system needs. Any thread.
Reading ReadAndParse(const std::string& path, const Clock& clock);

// Reads config files away from the loop, each on a thread of its own, as a file system that hangs holds its
// thread for as long as it hangs: a caller waits only for the path that it asked for, and a path never has
// more than one thread. Loop thread; the loop must not run once this is gone.
class FileReads {
 public:
  static constexpr std::size_t kMostAtOnce = 64;
  using Read = std::function<Reading(const std::string& path)>;

  // `read` is called on threads of this object.
  explicit FileReads(Read read) : read_(std::move(read)) {}
  ~FileReads() { Join(); }
  FileReads(const FileReads&) = delete;
  FileReads& operator=(const FileReads&) = delete;

  // A reading of `path` that began after this call; shared with all who came before it began.
  // Errors: TIMEOUT with the stage `config`; CANCELLED; QUEUE_FULL if kMostAtOnce other files do not answer.
  asio::awaitable<Result<Reading>> ReadAfterNow(CallContext ctx, std::string path);

  // No caller waits beyond `time`, whatever its deadline.
  void EndWaitsAt(std::chrono::steady_clock::time_point time);
  // Waits for the reads in progress, once the loop runs no more.
  void Join();

 private:
  struct Job;

  // The read of `path` that runs, or a new one; null if there are too many.
  std::shared_ptr<Job> JobFor(const std::string& path, const asio::any_io_executor& loop);

  const Read read_;
  std::map<std::string, std::shared_ptr<Job>> running_;
  std::chrono::steady_clock::time_point end_of_waits_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace chutesd::session
