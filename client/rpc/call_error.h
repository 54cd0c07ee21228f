#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proto/support/facts.h"
#include "proto/support/reasons.h"

namespace chutes {

// What a user can do about an error, as a value: it becomes text only where it is shown, by
// render/next_step.h. At most one of `chutes` and `shell`.
struct NextStep {
  NextStep() = default;
  // Explicit, so that no text is taken for a command by mistake.
  explicit NextStep(std::string chutes_arguments, std::string shell_command, std::string explanation)
      : chutes(std::move(chutes_arguments)), shell(std::move(shell_command)), why(std::move(explanation)) {}

  // Arguments of this program, as shell text in which every value is quoted. The options that say which
  // account and which daemon are added when it is shown.
  std::string chutes = {};
  // The command asks about no account: only the daemon is named when it is shown.
  bool is_of_no_account = false;
  // Another command, as shell text in which every value is quoted.
  std::string shell = {};
  // What it does or when, in plain words; alone if there is nothing to type.
  std::string why = {};
  // It deletes or replaces something: the account is named where it is shown.
  bool is_destructive = false;

  bool operator==(const NextStep&) const = default;
  bool empty() const { return chutes.empty() && shell.empty() && why.empty(); }
};

inline NextStep ChutesCommand(std::string arguments, std::string why = "") {
  return NextStep(std::move(arguments), "", std::move(why));
}
inline NextStep ShellCommand(std::string command, std::string why = "") {
  return NextStep("", std::move(command), std::move(why));
}
// Lists the profiles that there are, whichever was named.
inline NextStep ProfilesCommand(std::string why) {
  NextStep step = ChutesCommand("profiles", std::move(why));
  step.is_of_no_account = true;
  return step;
}
inline NextStep Advice(std::string why) { return NextStep("", "", std::move(why)); }

}  // namespace chutes

namespace chutes::rpc {

// Status codes of gRPC; https://grpc.github.io/grpc/core/md_doc_statuscodes.html.
enum class Code {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

// Who noticed that a call failed, and how far it had come.
enum class Fault {
  kAnswered,     // the daemon answered with a status
  kNoDaemon,     // there was no connection
  kLost,         // the connection ended before the answer was complete
  kMalformed,    // what came is not an answer in gRPC's HTTP/2
  kTimeout,      // no answer in time
  kInterrupted,  // the user pressed Ctrl-C
};

struct FieldViolation {
  std::string field;
  std::string description;

  bool operator==(const FieldViolation&) const = default;
};

// Why a call failed. Texts from the daemon are as they came: escape them before showing.
struct CallError {
  Fault fault = Fault::kAnswered;
  Code code = Code::kUnknown;
  std::string message = {};
  // What the user can do, where the client knows it: otherwise `reason` and `facts` tell.
  NextStep next = {};
  // The daemon may have begun to act, and nobody knows how far it came.
  bool outcome_unknown = false;
  // kUnspecified if the daemon gave none that this version knows.
  chutesd::Reason reason = chutesd::Reason::kUnspecified;
  // The daemon gave a reason that only later versions know.
  bool is_reason_unknown = false;
  // What a client of the API can do, in the daemon's words.
  std::string next_step = {};
  // What it is about, by the names of proto/support/facts.h.
  chutesd::Facts facts = {};
  std::vector<FieldViolation> violations = {};
  std::optional<std::chrono::milliseconds> retry_after = {};

  // A fact; empty if it is not there.
  std::string Fact(const char* name) const {
    const auto found = facts.find(name);
    return found == facts.end() ? "" : found->second;
  }
};

// There is no daemon, and this is why, or why none could be started or stopped.
inline CallError NoDaemon(std::string message, NextStep next) {
  return {Fault::kNoDaemon, Code::kUnavailable, std::move(message), std::move(next)};
}

// Something that the user should also know.
struct Warning {
  std::string code;
  std::string text;
  chutesd::Facts facts;
};

struct CallResult {
  // Nothing if the call succeeded.
  std::optional<CallError> error;
  // The daemon's warnings, whether the call succeeded or not.
  std::vector<Warning> warnings;

  bool ok() const { return !error.has_value(); }
};

}  // namespace chutes::rpc
