#include "daemon/config/new_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <stdio.h>  // NOLINT(modernize-deprecated-headers): renameat2
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "daemon/config/file_access.h"

namespace chutesd::config {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr mode_t kFolderMode = 0700;

// Calls `call` until no signal interrupts it; its result, with errno as it left it.
template <typename Call>
auto Uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

int ErrnoOf(int result) { return result == 0 ? 0 : errno; }

}  // namespace

NewFile::~NewFile() {
  if (!temporary_name_.empty()) ::unlinkat(folder_, temporary_name_.c_str(), 0);
}

int NewFile::Create() {
  std::uint64_t random = 0;
  randombytes_buf(&random, sizeof random);
  const std::string name = fmt::format(".chutes-{:016x}.tmp", random);
  fd_ = OwnedFd(Uninterrupted([&] {
    return ::openat(folder_, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode);
  }));
  if (!fd_.ok()) return errno;
  temporary_name_ = name;
  // The umask may have taken bits away from the owner.
  return ErrnoOf(::fchmod(fd_.get(), kFileMode));
}

int NewFile::Fill(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = Uninterrupted([&] { return ::write(fd_.get(), text.data(), text.size()); });
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ErrnoOf(Uninterrupted([&] { return ::fsync(fd_.get()); }));
}

int NewFile::NameNew(const std::string& name) {
  int error = ErrnoOf(::renameat2(folder_, temporary_name_.c_str(), folder_, name.c_str(), RENAME_NOREPLACE));
  if (error == EINVAL || error == ENOSYS) {
    // The file system cannot; a hard link never replaces a name either. The temporary name goes later.
    return ErrnoOf(::linkat(folder_, temporary_name_.c_str(), folder_, name.c_str(), 0));
  }
  if (error == 0) temporary_name_.clear();
  return error;
}

int NewFile::NameOver(const std::string& name) {
  const int error = ErrnoOf(::renameat(folder_, temporary_name_.c_str(), folder_, name.c_str()));
  if (error == 0) temporary_name_.clear();
  return error;
}

int OpenFolder(const std::string& path, OwnedFd& folder) {
  folder = OwnedFd(Uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  return folder.ok() ? 0 : errno;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the path, which is bounded
int MakeFolders(const std::string& path) {
  int error = ErrnoOf(::mkdir(path.c_str(), kFolderMode));
  if (error == EEXIST) return 0;  // a file of that name fails when it is opened as a folder
  const std::string above = FolderOf(path);
  if (error == ENOENT && above != path) {
    error = MakeFolders(above);
    if (error == 0) error = ErrnoOf(::mkdir(path.c_str(), kFolderMode));
    if (error == EEXIST) return 0;
  }
  OwnedFd folder;
  if (error == 0) error = OpenFolder(above, folder);
  return error == 0 ? SyncFolder(folder.get()) : error;
}

int SyncFolder(int folder) {
  const int error = ErrnoOf(Uninterrupted([&] { return ::fsync(folder); }));
  return error == EINVAL || error == ENOTSUP ? 0 : error;
}

}  // namespace chutesd::config
