#pragma once

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/rpc/call_error.h"
#include "client/rpc/endpoint.h"
#include "proto/support/unique_fd.h"

namespace chutes {

// Exit statuses; scripts rely on them.
enum class Exit {
  kOk = 0,
  kError = 1,
  kUsage = 2,  // or a value that cannot work
  kNoDaemon = 3,
  kAuth = 4,  // the API does not accept who we are, or forbids this
  kNotFound = 5,
  kConflict = 6,  // it exists already
  kUpstream = 7,  // API or network
  kRefused = 8,   // by local policy
  kTimeout = 9,
  kInterrupted = 130,  // 128 + SIGINT, as shells have it
};

// The reason decides; a reason that is not known, or none, leaves it to the gRPC code.
Exit ExitFor(const rpc::CallError& error);

}  // namespace chutes

namespace chutes::terminal {

// What a command looks at on the disk.
class Files {
 public:
  virtual ~Files() = default;

  // Empty if there is none.
  virtual std::string WorkingDirectory() const = 0;
  // Names of what is in a folder, in no order; none if it is not there. Nothing if it cannot be read.
  virtual std::optional<std::vector<std::string>> List(const std::string& folder) const = 0;
  // The state of the daemon's socket and its lock.
  virtual rpc::SocketFacts LookAtSocket(const std::string& socket_path) const = 0;
};

class DiskFiles final : public Files {
 public:
  std::string WorkingDirectory() const override;
  std::optional<std::vector<std::string>> List(const std::string& folder) const override;
  rpc::SocketFacts LookAtSocket(const std::string& socket_path) const override {
    return rpc::LookAtSocket(socket_path);
  }
};

// Writes all of a text; false, with errno, on an error.
bool WriteAll(int fd, std::string_view text);

// Reads to the end, or up to `limit` bytes, or past a newline if only `one_line` is wanted. Nothing, with
// errno, on an error.
std::optional<std::string> ReadUpTo(int fd, std::size_t limit, bool one_line = false);

// A new file of mode 0600, removed again unless it is written.
class NewFile {
 public:
  NewFile() = default;
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (fd_.valid()) unlink(path_.c_str());
  }

  // Makes the empty file; nothing may be there. False with errno.
  bool Make(const std::string& path);
  // Puts a line into it, and on the disk. Whether all of it is there; else the file goes.
  bool WriteLine(std::string_view line);
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  support::UniqueFd fd_;
};

// The process that a command runs in: its environment, arguments, clock, and what it can become.
class Process {
 public:
  virtual ~Process() = default;

  // An environment variable.
  virtual std::optional<std::string> Lookup(const std::string& name) const = 0;
  // The same where one that is empty counts as not set.
  std::string Value(const std::string& name) const { return Lookup(name).value_or(""); }
  // Overwrites what others can see of an argument (counted without the program's name) from a byte on.
  virtual void BlankArgument(std::size_t argument, std::size_t from) = 0;
  // Seconds since 1970.
  virtual std::int64_t Now() const = 0;
  virtual std::int64_t pid() const = 0;
  // Becomes another program: its words (the first is its path), and variables to set before. Returns only
  // if it cannot, with errno.
  virtual int Become(const std::vector<std::string>& words,
                     const std::vector<std::pair<std::string, std::string>>& variables) = 0;
  // Whether a path leads to a executable program that is not this one, under any name.
  virtual bool IsOtherProgram(const std::string& path) const = 0;
};

class OwnProcess final : public Process {
 public:
  // `argv` must stay valid. Ignores SIGPIPE: a reader that has gone away is an error of writing, as a secret
  // that is shown once must not vanish with the process.
  OwnProcess(int argc, char** argv);

  std::optional<std::string> Lookup(const std::string& name) const override;
  void BlankArgument(std::size_t argument, std::size_t from) override;
  std::int64_t Now() const override;
  std::int64_t pid() const override;
  int Become(const std::vector<std::string>& words,
             const std::vector<std::pair<std::string, std::string>>& variables) override;
  bool IsOtherProgram(const std::string& path) const override;

 private:
  int argc_;
  char** argv_;
  void (*sigpipe_)(int);  // what was done about it before
};

}  // namespace chutes::terminal
