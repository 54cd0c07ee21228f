#include "daemon/base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <memory>
#include <utility>

#include "daemon/base/failure.h"

namespace chutesd {
namespace {

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

absl::Status ParseLogLevel(const std::string& text, LogLevel& level) {
  constexpr std::array kLevels = {std::pair{"debug", LogLevel::kDebug}, std::pair{"info", LogLevel::kInfo},
                                  std::pair{"warning", LogLevel::kWarning},
                                  std::pair{"error", LogLevel::kError}};
  for (const auto& [name, value] : kLevels) {
    if (text == name) {
      level = value;
      return absl::OkStatus();
    }
  }
  return FailField("log level", "'" + text + "' is none of debug, info, warning, error");
}

void StartLog(LogLevel level, bool with_time) {
  auto logger =
      std::make_shared<spdlog::logger>("chutesd", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_level(SpdlogLevel(level));
  logger->flush_on(spdlog::level::debug);
  logger->set_pattern(with_time ? "%Y-%m-%dT%H:%M:%S.%e%z %l %v" : "%l %v");
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace chutesd
