#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "client/cli/env.h"
#include "client/cli/usage.h"

// Files that a command reads or makes itself. Paths are as typed, a `~` and all.
namespace chutes::commands {

// What is in a file, at most `limit` bytes of UTF-8. `option` is named in errors. Wipe what may be secret.
cli::Checked<std::string> ReadOwnFile(std::string_view option, const std::string& path, std::size_t limit,
                                      const cli::Env& env);

// A new file of mode 0600 for a secret. It is made before the secret is, so that what cannot be written is
// known in time, and removed again unless Write succeeds.
class NewSecretFile {
 public:
  NewSecretFile() = default;
  NewSecretFile(const NewSecretFile&) = delete;
  NewSecretFile& operator=(const NewSecretFile&) = delete;
  ~NewSecretFile();

  // Makes the empty file; nothing may be there. What is wrong, or nothing.
  std::optional<cli::UsageError> Make(std::string_view option, const std::string& path, const cli::Env& env);
  // Puts `secret` and a newline into it, and on the disk. Whether all of it is there; else the file goes.
  bool Write(std::string_view secret);

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int fd_ = -1;
};

}  // namespace chutes::commands
