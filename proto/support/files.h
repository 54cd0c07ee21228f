#pragma once

#include <string>
#include <string_view>

namespace chutesd::support {

// The folder that a path is in, as the kernel would look for it: `.` if the path names none.
std::string FolderOf(std::string_view path);

// What became of folders that were to be made.
struct MadeFolders {
  int error = 0;      // an errno; 0: they are there
  std::string where;  // the one that could not be made
};

// Makes the folder `path` with mode 0700, and those above it that are missing, at most `levels` in all. Each
// is on the disk when this returns. A file of that name fails when it is opened as a folder.
MadeFolders MakePrivateFolders(const std::string& path, int levels);
inline constexpr int kAllLevels = 4096;

// Writes a folder's names to the disk. An errno, or 0; also 0 where the file system has nothing to do.
int SyncFolder(int folder);

}  // namespace chutesd::support

namespace chutes {
namespace support = chutesd::support;
}  // namespace chutes
