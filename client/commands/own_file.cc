#include "client/commands/own_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "client/cli/selector.h"
#include "client/render/shown_text.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {
namespace {

std::string Why(int error) {
  std::array<char, 128> buffer{};
  return strerror_r(error, buffer.data(), buffer.size());
}

cli::UsageError Wrong(std::string_view option, const std::string& path, std::string_view what) {
  return {fmt::format("{}: {}: {}", option, path, what), fmt::format("ls -ld {}", cli::ShellWord(path))};
}

bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Nothing if it cannot be read, with errno.
std::optional<std::string> ReadUpTo(int fd, std::size_t limit) {
  std::string text;
  text.reserve(limit + 1);  // so that growing leaves no copies of a secret behind
  while (text.size() <= limit) {
    std::array<char, 4096> chunk{};
    const ssize_t count = read(fd, chunk.data(), std::min(chunk.size(), limit + 1 - text.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      rpc::Wipe(text);
      return std::nullopt;
    }
    if (count == 0) break;
    text.append(chunk.data(), static_cast<std::size_t>(count));
    explicit_bzero(chunk.data(), chunk.size());
  }
  return text;
}

}  // namespace

cli::Checked<std::string> ReadOwnFile(std::string_view option, const std::string& path, std::size_t limit,
                                      const cli::Env& env) {
  cli::Checked<std::string> place = cli::AbsolutePath(option, path, env);
  if (place.error) return place;
  const int fd = open(place.value.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return {"", Wrong(option, path, Why(errno))};
  std::optional<std::string> text = ReadUpTo(fd, limit);
  const int error = errno;
  close(fd);
  if (!text) return {"", Wrong(option, path, Why(error))};
  std::string problem;
  if (text->size() > limit) problem = fmt::format("is larger than {} bytes", limit);
  if (problem.empty() && !render::IsUtf8(*text)) problem = "is not UTF-8";
  if (problem.empty()) return {*std::move(text), std::nullopt};
  rpc::Wipe(*text);
  return {"", Wrong(option, path, problem)};
}

NewSecretFile::~NewSecretFile() {
  if (fd_ < 0) return;
  unlink(path_.c_str());
  close(fd_);
}

std::optional<cli::UsageError> NewSecretFile::Make(std::string_view option, const std::string& path,
                                                   const cli::Env& env) {
  cli::Checked<std::string> place = cli::AbsolutePath(option, path, env);
  if (place.error) return std::move(place.error);
  path_ = std::move(place.value);
  fd_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (fd_ >= 0) return std::nullopt;
  if (errno == EEXIST) {
    return cli::UsageError{fmt::format("{}: {} is there already, and is not written over", option, path),
                           "name another file, or move that one away"};
  }
  return Wrong(option, path, Why(errno));
}

bool NewSecretFile::Write(std::string_view secret) {
  // In spite of an umask that takes from the owner, or a folder that gives to others by default.
  const bool written =
      fchmod(fd_, S_IRUSR | S_IWUSR) == 0 && WriteAll(fd_, secret) && WriteAll(fd_, "\n") && fsync(fd_) == 0;
  if (!written) return false;
  const int fd = std::exchange(fd_, -1);
  return close(fd) == 0;
}

}  // namespace chutes::commands
