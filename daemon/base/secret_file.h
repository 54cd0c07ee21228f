#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "daemon/base/secret_string.h"
#include "proto/support/unique_fd.h"

// Files that hold secrets, read and written without leaving copies of them. All functions that return an int
// return 0 or an errno.
namespace chutesd {

// Opens `path` for reading, following links, and tells what was opened. Does not block on a FIFO.
int OpenToRead(const std::string& path, support::UniqueFd& fd, struct stat& info);

// Appends all that `fd` has to `text`; EFBIG if there are more than `cap` bytes.
int ReadToEnd(int fd, std::size_t cap, SecretString& text);

// Opens a folder to work in.
int OpenFolder(const std::string& path, support::UniqueFd& folder);

// A file in the making inside an open folder: readable by its owner alone from the first byte, and removed
// when dropped unless it was given its final name.
class NewFile {
 public:
  // `folder` is a descriptor of the folder and outlives this.
  explicit NewFile(int folder) : folder_(folder) {}
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  // Creates it under a random name, mode 0600.
  int Create();
  // Writes all of `text` and syncs it to the disk.
  int Write(std::string_view text);
  // Gives it its name; EEXIST if a file has it.
  int RenameNew(const std::string& name);
  // Gives it its name, in place of a file that has it.
  int RenameOver(const std::string& name);

 private:
  int folder_;
  support::UniqueFd fd_;
  std::string temporary_name_;  // empty once it is gone
};

// The text for an errno, such as "No space left on device".
std::string ErrnoText(int error);

}  // namespace chutesd
