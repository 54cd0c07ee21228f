#pragma once

#include <string>
#include <string_view>

#include "proto/support/unique_fd.h"

namespace chutesd::config {

// A file in the making inside an open folder: readable by its owner alone from the first byte, and
// removed when dropped unless it was given its final name. All functions return 0 or an errno.
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
  int Fill(std::string_view text);
  // Gives it its name; EEXIST if one is there.
  int NameNew(const std::string& name);
  // Gives it its name, in place of a file that has it.
  int NameOver(const std::string& name);

 private:
  int folder_;
  support::UniqueFd fd_;
  std::string temporary_name_;  // empty once it is gone
};

// Opens a folder to work in.
int OpenFolder(const std::string& path, support::UniqueFd& folder);

}  // namespace chutesd::config
