#include "daemon/base/secret_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <stdio.h>  // NOLINT(modernize-deprecated-headers): renameat2
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace chutesd {
namespace {

constexpr mode_t kFileMode = 0600;

support::UniqueFd Opened(long fd) { return support::UniqueFd(static_cast<int>(fd)); }

int ErrnoOf(long result) { return result == 0 ? 0 : errno; }

}  // namespace

int OpenToRead(const std::string& path, support::UniqueFd& fd, struct stat& info) {
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  fd = Opened(TEMP_FAILURE_RETRY(::open(path.c_str(), kFlags)));
  return fd.valid() ? ErrnoOf(::fstat(fd.get(), &info)) : errno;
}

int ReadToEnd(int fd, std::size_t cap, SecretString& text) {
  std::array<char, 16384> block;
  ssize_t count = 1;
  while (count > 0 && text.size() <= cap) {
    count = TEMP_FAILURE_RETRY(::read(fd, block.data(), block.size()));
    if (count > 0) text.Append({block.data(), static_cast<std::size_t>(count)});
  }
  const int error = count < 0 ? errno : 0;
  sodium_memzero(block.data(), block.size());
  return text.size() > cap ? EFBIG : error;
}

int OpenFolder(const std::string& path, support::UniqueFd& folder) {
  folder = Opened(TEMP_FAILURE_RETRY(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  return folder.valid() ? 0 : errno;
}

NewFile::~NewFile() {
  if (!temporary_name_.empty()) ::unlinkat(folder_, temporary_name_.c_str(), 0);
}

int NewFile::Create() {
  std::uint64_t random = 0;
  randombytes_buf(&random, sizeof random);
  const std::string name = fmt::format(".chutes-{:016x}.tmp", random);
  fd_ = Opened(TEMP_FAILURE_RETRY(
      ::openat(folder_, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode)));
  if (!fd_.valid()) return errno;
  temporary_name_ = name;
  // The umask may have taken bits away from the owner.
  return ErrnoOf(::fchmod(fd_.get(), kFileMode));
}

int NewFile::Write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = TEMP_FAILURE_RETRY(::write(fd_.get(), text.data(), text.size()));
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ErrnoOf(TEMP_FAILURE_RETRY(::fsync(fd_.get())));
}

int NewFile::RenameNew(const std::string& name) {
  int error = ErrnoOf(::renameat2(folder_, temporary_name_.c_str(), folder_, name.c_str(), RENAME_NOREPLACE));
  if (error == EINVAL || error == ENOSYS) {
    // The file system cannot; a hard link never replaces a name either. The temporary name goes later.
    return ErrnoOf(::linkat(folder_, temporary_name_.c_str(), folder_, name.c_str(), 0));
  }
  if (error == 0) temporary_name_.clear();
  return error;
}

int NewFile::RenameOver(const std::string& name) {
  const int error = ErrnoOf(::renameat(folder_, temporary_name_.c_str(), folder_, name.c_str()));
  if (error == 0) temporary_name_.clear();
  return error;
}

std::string ErrnoText(int error) { return std::generic_category().message(error); }

}  // namespace chutesd
