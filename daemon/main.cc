#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "daemon/app/daemon.h"
#include "daemon/app/hardening.h"
#include "daemon/app/options.h"

namespace {

constexpr int kError = 1;
constexpr int kAnotherDaemon = 3;

std::optional<std::string> Environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace

int main(int argc, char** argv) {
  namespace app = chutesd::app;
  const auto parsed = app::ParseOptions(std::vector<std::string>(argv + 1, argv + argc), Environment);
  if (const auto* exit = std::get_if<app::ExitWith>(&parsed)) {
    std::fputs(exit->text.c_str(), exit->status == 0 ? stdout : stderr);
    return exit->status;
  }
  const auto& options = std::get<app::Options>(parsed);
  // The journal has a clock of its own.
  chutesd::StartLog(options.log_level, !Environment("JOURNAL_STREAM").has_value());
  if (const absl::Status status = app::HardenProcess(); !status.ok()) {
    spdlog::error("{}", std::string(status.message()));
    return kError;
  }
  auto daemon = app::Daemon::Start(options, app::Parts());
  if (!daemon.ok()) {
    spdlog::error("{}", std::string(daemon.status().message()));
    return daemon.status().code() == absl::StatusCode::kAlreadyExists ? kAnotherDaemon : kError;
  }
  (*daemon)->Run();
  spdlog::info("stopped");
  return 0;
}
