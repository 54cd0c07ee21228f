#include "daemon/config/wallet_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstddef>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/config/file_access.h"
#include "daemon/config/refusal.h"

namespace chutesd::config {
namespace {

constexpr std::size_t kMaxWalletFile = std::size_t{64} << 10U;

Status CannotRead(const std::string& path, int error) {
  Failure failure;
  const bool is_missing = error == ENOENT || error == ENOTDIR;
  failure.reason = is_missing ? Reason::kWalletNotFound : Reason::kWalletUnusable;
  failure.message = is_missing       ? fmt::format("there is no {}", path)
                    : error == EFBIG ? fmt::format("{} is larger than 64 KiB, so it is no keyfile", path)
                                     : fmt::format("{} cannot be read: {}", path, ErrnoText(error));
  failure.facts[fact::kPath] = path;
  return failure;
}

}  // namespace

Result<WalletFile> ReadWalletFile(const std::string& path) {
  support::UniqueFd fd;
  struct stat info {};
  WalletFile file;
  int error = OpenToRead(path, fd, info);
  if (error == 0 && !S_ISREG(info.st_mode)) error = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
  if (error == 0) error = ReadToEnd(fd.get(), kMaxWalletFile, file.text);
  if (error != 0) return CannotRead(path, error);
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    const std::string mode = fmt::format("{:04o}", info.st_mode & 07777U);
    file.warning = Warning{code::kWalletReadable,
                           fmt::format("{} can be read or changed by other users (mode {})", path, mode),
                           {{fact::kPath, path}, {fact::kMode, mode}}};
  }
  return file;
}

}  // namespace chutesd::config
