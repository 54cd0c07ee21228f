#include "daemon/base/log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace chutesd {
namespace {

struct LevelRow {
  std::string_view name;
  LogLevel level;
  spdlog::level::level_enum of_spdlog;
};
constexpr std::array<LevelRow, 4> kLevels = {{{"debug", LogLevel::kDebug, spdlog::level::debug},
                                              {"info", LogLevel::kInfo, spdlog::level::info},
                                              {"warning", LogLevel::kWarning, spdlog::level::warn},
                                              {"error", LogLevel::kError, spdlog::level::err}}};

// Opens what logs are appended to. Links are not followed: the folder may hold what others put there.
Result<int> OpenLog(const std::string& path) {
  const int fd =
      open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  if (fd < 0) {
    return Fail(Reason::kInternal,
                fmt::format("cannot open the log file {}: {}", path, std::strerror(errno)));
  }
  struct stat found {};
  if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode) || found.st_uid != geteuid() ||
      fchmod(fd, 0600) != 0) {
    close(fd);
    return Fail(Reason::kSocketUnsafe,
                fmt::format("the log file {} is not a file of this user's own; move it away", path));
  }
  return fd;
}

void UseSink(LogLevel level, bool with_time, spdlog::sink_ptr sink) {
  auto logger = std::make_shared<spdlog::logger>("chutesd", std::move(sink));
  logger->set_level(kLevels.at(static_cast<std::size_t>(level)).of_spdlog);
  logger->flush_on(spdlog::level::debug);
  logger->set_pattern(with_time ? "%Y-%m-%dT%H:%M:%S.%e%z %l %v" : "%l %v");
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace

Status ParseLogLevel(const std::string& text, LogLevel& level) {
  for (const LevelRow& row : kLevels) {
    if (text != row.name) continue;
    level = row.level;
    return OkStatus();
  }
  return FailField("log level", "'" + text + "' is none of debug, info, warning, error");
}

void StartLog(LogLevel level, bool with_time) {
  UseSink(level, with_time, std::make_shared<spdlog::sinks::stderr_sink_mt>());
}

Status StartLogFile(LogLevel level, const std::string& path) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 20U;
  constexpr std::size_t kOlderFiles = 1;
  const Result<int> fd = OpenLog(path);
  if (!fd.ok()) return fd.status();
  try {
    UseSink(level, true,
            std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, kMostBytes, kOlderFiles));
  } catch (const spdlog::spdlog_ex& error) {
    close(*fd);
    return Fail(Reason::kInternal, fmt::format("cannot log to {}: {}", path, error.what()));
  }
  dup2(*fd, STDERR_FILENO);
  close(*fd);
  return OkStatus();
}

}  // namespace chutesd
