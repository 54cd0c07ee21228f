#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/rpc/endpoint.h"

namespace chutes::terminal {

// What a command looks at on the disk.
class Files {
 public:
  Files() = default;
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  virtual ~Files() = default;

  // Empty if there is none.
  virtual std::string WorkingDirectory() const = 0;
  // Names of what is in a folder, in no order; none if it is not there. Nothing if it cannot be read.
  virtual std::optional<std::vector<std::string>> List(const std::string& folder) const = 0;
  // What is to be seen of the daemon's socket and its lock.
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

// Writes all of a text, whatever it takes; false, with errno, if that cannot be.
bool WriteAll(int fd, std::string_view text);

// What is in a file, at most `limit` + 1 bytes so that a caller can see that it was more; nothing if it
// cannot be read, with errno.
std::optional<std::string> ReadFile(const std::string& path, std::size_t limit);

// A new file of mode 0600, removed again unless it is written.
class NewFile {
 public:
  NewFile() = default;
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  // Makes the empty file; nothing may be there. False with errno.
  bool Make(const std::string& path);
  // Puts a line into it, and on the disk. Whether all of it is there; else the file goes.
  bool WriteLine(std::string_view line);
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int fd_ = -1;
};

}  // namespace chutes::terminal
