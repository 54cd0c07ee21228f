#include "daemon/base/log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "proto/support/unique_fd.h"

namespace chutesd {
namespace {

// By LogLevel, whose numbers are spdlog's, from kDebug.
constexpr std::array<std::string_view, 4> kLevelNames = {"debug", "info", "warning", "error"};
static_assert(static_cast<int>(LogLevel::kDebug) == spdlog::level::debug);
static_assert(static_cast<int>(LogLevel::kError) == spdlog::level::err);

// Opens what logs are appended to. Links are not followed: the folder may hold what others put there.
Result<support::UniqueFd> OpenLog(const std::string& path) {
  support::UniqueFd fd(
      open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!fd.valid()) {
    return Fail(Reason::kInternal,
                fmt::format("cannot open the log file {}: {}", path, std::strerror(errno)));
  }
  struct stat found {};
  if (fstat(fd.get(), &found) != 0 || !S_ISREG(found.st_mode) || found.st_uid != geteuid() ||
      fchmod(fd.get(), 0600) != 0) {
    return Fail(Reason::kSocketUnsafe,
                fmt::format("the log file {} is not a file of this user's own; move it away", path));
  }
  return fd;
}

void UseSink(LogLevel level, bool with_time, spdlog::sink_ptr sink) {
  auto logger = std::make_shared<spdlog::logger>("chutesd", std::move(sink));
  logger->set_level(static_cast<spdlog::level::level_enum>(level));
  logger->flush_on(spdlog::level::debug);
  logger->set_pattern(with_time ? "%Y-%m-%dT%H:%M:%S.%e%z %l %v" : "%l %v");
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace

Status ParseLogLevel(const std::string& text, LogLevel& level) {
  const auto* const found = std::find(kLevelNames.begin(), kLevelNames.end(), text);
  if (found == kLevelNames.end()) {
    return FailField("log level", "'" + text + "' is none of debug, info, warning, error");
  }
  level = static_cast<LogLevel>(static_cast<int>(LogLevel::kDebug) + (found - kLevelNames.begin()));
  return OkStatus();
}

void StartLog(LogLevel level, bool with_time) {
  UseSink(level, with_time, std::make_shared<spdlog::sinks::stderr_sink_mt>());
}

Status StartLogFile(LogLevel level, const std::string& path) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 20U;
  constexpr std::size_t kOlderFiles = 1;
  const Result<support::UniqueFd> fd = OpenLog(path);
  if (!fd.ok()) return fd.status();
  try {
    UseSink(level, true,
            std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, kMostBytes, kOlderFiles));
  } catch (const spdlog::spdlog_ex& error) {
    return Fail(Reason::kInternal, fmt::format("cannot log to {}: {}", path, error.what()));
  }
  dup2(fd->get(), STDERR_FILENO);
  return OkStatus();
}

}  // namespace chutesd
