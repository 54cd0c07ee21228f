#include "client/start/daemon_host.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "client/rpc/dial.h"
#include "client/start/daemon_process.h"
#include "client/start/daemon_program.h"
#include "client/start/user_units.h"
#include "proto/support/text.h"

namespace chutes::start {

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kMostUnitTime{10};
// Seconds without a call after which a daemon that a client started ends.
constexpr std::string_view kIdleExit = "900";

// A daemon is ready within 50 ms; 2 s leave room for a machine that is busy.
std::chrono::seconds StartPatience(const Lookup& lookup) {
  constexpr int kDefault = 2;
  constexpr int kMost = 600;
  const std::string text = lookup("CHUTESD_START_TIMEOUT").value_or("");
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool valid = error == std::errc() && end == text.data() + text.size() && seconds > 0;
  return std::chrono::seconds(valid ? std::min(seconds, kMost) : kDefault);
}

NextStep ByHand(const rpc::Endpoint& endpoint) {
  const std::string place =
      endpoint.is_default ? "" : " --socket " + chutesd::support::ShellWord(endpoint.path);
  return ShellCommand("chutesd" + place, "to see it fail");
}

}  // namespace

DaemonHost::Started Host::Start(const rpc::Endpoint& endpoint, Deadline deadline) {
  deadline = std::min(deadline, steady_clock::now() + StartPatience(lookup_));
  if (std::optional<rpc::CallError> error = MakeSocketFolder(endpoint)) return {false, std::move(error)};
  StartLock lock;
  if (std::optional<rpc::CallError> error = lock.Acquire(endpoint.path, deadline))
    return {false, std::move(error)};
  // Another client may have started one while this one waited.
  const auto dial = [&endpoint, deadline] { return rpc::Dial(endpoint, deadline, [] { return false; }); };
  rpc::Dialed dialed = dial();
  if (!dialed.error) return {true, std::nullopt};
  if (!dialed.cause || !rpc::IsAbsent(*dialed.cause)) return {false, std::move(dialed.error)};
  if (ManagerMayHave(endpoint, lookup_, IsThere) && SocketUnitIsEnabled(lookup_, IsThere)) {
    return {false, TellUnit("start", std::string(kSocketUnit), deadline)};
  }
  std::optional<rpc::CallError> failed = Spawn(endpoint, deadline);
  // One that was started by hand at the same moment serves as well.
  if (failed && !dial().error) return {true, std::nullopt};
  return {false, std::move(failed)};
}

std::optional<rpc::CallError> Host::Spawn(const rpc::Endpoint& endpoint, Deadline deadline) {
  FoundProgram program = FindDaemonProgram(OwnProgram(), lookup_, IsExecutable);
  if (program.error) return std::move(program.error);
  const std::string idle_exit = lookup_("CHUTESD_IDLE_EXIT").value_or("");
  const std::vector<std::string> arguments = {
      "--socket",    endpoint.path,
      "--log-file",  LogPathOf(endpoint),
      "--idle-exit", idle_exit.empty() ? std::string(kIdleExit) : idle_exit,
      "--ready-fd",  fmt::format("{}", kPipeInChild)};
  const support::UniqueFd pipe = SpawnDetached(program.path, arguments, DaemonEnvironment(environment_));
  if (!pipe.valid()) {
    return StartError(fmt::format("chutesd could not be started: {}", strerror(errno)), ByHand(endpoint));
  }
  const Readiness readiness = WaitUntilReady(pipe.get(), deadline);
  switch (readiness.outcome) {
    case Readiness::Outcome::kReady:
      return std::nullopt;
    case Readiness::Outcome::kEnded:
      return StartError(readiness.words.empty()
                            ? "chutesd could not be started: it ended without a message"
                            : fmt::format("chutesd could not be started; it said: {}", readiness.words),
                        ByHand(endpoint));
    case Readiness::Outcome::kTimeout:
      break;
  }
  return StartError(fmt::format("{} was started and does not get ready", program.path),
                    ChutesCommand("daemon logs", "and allow more seconds: CHUTESD_START_TIMEOUT=10"));
}

UnitState Host::AskUnits(const rpc::Endpoint& endpoint) {
  if (!ManagerMayHave(endpoint, lookup_, IsThere)) return UnitState::kNone;
  const Finished asked = RunSystemctl({"is-active", std::string(kServiceUnit), std::string(kSocketUnit)},
                                      steady_clock::now() + kMostUnitTime);
  return asked.in_time ? ReadUnitState(asked.output) : UnitState::kNone;
}

std::optional<rpc::CallError> Host::TellUnit(const std::string& verb, const std::string& unit,
                                             Deadline deadline) {
  const Finished told = RunSystemctl({verb, unit}, deadline);
  if (told.in_time && told.status == 0) return std::nullopt;
  const std::string command = fmt::format("systemctl --user {} {}", verb, unit);
  if (!told.in_time) {
    return StartError(fmt::format("`{}` takes too long", command),
                      ShellCommand(fmt::format("systemctl --user status {}", unit)));
  }
  std::string words = told.output.substr(0, told.output.find('\n'));
  if (words.empty()) words = fmt::format("it ended with status {}", told.status);
  return StartError(fmt::format("`{}` failed: {}", command, words),
                    ShellCommand(fmt::format("systemctl --user status {}", unit)));
}

}  // namespace chutes::start
