#include <spdlog/spdlog.h>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "daemon/app/daemon.h"
#include "daemon/app/options.h"
#include "daemon/app/process.h"
#include "proto/support/paths.h"

namespace {

using chutesd::support::ProcessEnvironment;

constexpr int kError = 1;
constexpr int kUsage = 2;
constexpr int kAnotherDaemon = 3;

chutesd::Status StartLog(const chutesd::app::Options& options) {
  if (!options.log_file.empty()) return chutesd::StartLogFile(options.log_level, options.log_file);
  // The journal has a clock of its own.
  chutesd::StartLog(options.log_level, !ProcessEnvironment("JOURNAL_STREAM").has_value());
  return chutesd::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  namespace app = chutesd::app;
  const auto parsed = app::ParseOptions(std::vector<std::string>(argv + 1, argv + argc), ProcessEnvironment);
  if (const auto* exit = std::get_if<app::ExitWith>(&parsed)) {
    std::fputs(exit->text.c_str(), exit->status == 0 ? stdout : stderr);
    return exit->status;
  }
  const auto& options = std::get<app::Options>(parsed);
  auto ready = app::ReadyPipe::Take(options.ready_fd);
  if (!ready.ok()) {
    std::fprintf(stderr, "chutesd: %s\n", std::string(ready.status().message()).c_str());
    return kUsage;
  }
  const auto fail = [&ready](const chutesd::Status& status) {
    const std::string message(status.message());
    spdlog::error("{}", message);
    ready->Say(message);
    return status.reason() == chutesd::Reason::kSocketInUse ? kAnotherDaemon : kError;
  };
  if (const chutesd::Status status = app::HardenProcess(); !status.ok()) return fail(status);
  if (const chutesd::Status status = StartLog(options); !status.ok()) return fail(status);
  if (!options.warning.empty()) spdlog::warn("{}", options.warning);
  app::Parts parts;
  parts.on_ready = [&ready] { ready->Say("READY=1"); };
  const auto daemon = app::MakeDaemon(options, std::move(parts));
  if (!daemon.ok()) return fail(daemon.status());
  (*daemon)();
  spdlog::info("stopped");
  return 0;
}
