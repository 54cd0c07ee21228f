#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/config/config.h"
#include "daemon/config/config_file.h"

namespace chutesd::session {

// What a config file must have to be accepted.
enum class FileNeed {
  kAccount,  // it must be there and have an account
  kFile,     // it must be there
  kNothing,  // it may be absent
};

// A config file as it is in force: its last good content, and what became of it since.
// Not thread-safe: the store that holds it sees to that.
class LoadedFile {
 public:
  // Nothing is read yet. `clock` outlives this.
  LoadedFile(std::string path, FileNeed need, const Clock& clock);

  // Whether the file is not as it was when it was last read. One stat(2).
  bool HasChanged() const;

  enum class ReadResult {
    kUnchanged,  // file and content are what they were
    kReplaced,   // what in_force(), load_time() or Warnings() return is new
    kFailed,     // see error()
  };
  // Reads the file; kUnchanged is not returned if `force`d. After an error the content read before stays
  // in force, unless the file is gone or may be changed by others: then nothing is, and the hotkey is
  // dropped.
  ReadResult Read(bool force);

  const std::string& path() const { return path_; }
  FileNeed need() const { return need_; }
  // Null if nothing is in force.
  const std::shared_ptr<const config::Config>& in_force() const { return in_force_; }
  // Why the last read failed.
  const Status& error() const { return error_; }
  // When the content in force was last read.
  std::chrono::system_clock::time_point load_time() const { return load_time_; }
  // About the content in force, and an edit that is not.
  std::vector<std::string> Warnings() const;

 private:
  using Digest = std::array<std::uint8_t, 32>;

  static Digest DigestOf(const SecretString& text);
  ReadResult Fail(Status status, bool keep);
  ReadResult PutInForce(std::shared_ptr<const config::Config> content, std::vector<std::string> warnings,
                        const Digest& digest);

  std::string path_;
  FileNeed need_;
  const Clock& clock_;
  std::shared_ptr<const config::Config> in_force_;
  Digest digest_{};  // of the text in force, to tell a touched file from an edited one
  std::vector<std::string> warnings_;
  std::chrono::system_clock::time_point load_time_;
  Status error_;
  std::optional<config::FileIdentity> seen_;  // at the last read; nothing if there was no file
  bool settled_ = false;                      // whether seen_ tells every later change
};

}  // namespace chutesd::session
