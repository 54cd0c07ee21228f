#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "client/rpc/next_step.h"
#include "proto/support/facts.h"
#include "proto/support/reasons.h"

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
  // kUnspecified if the daemon gave none that this version knows.
  chutesd::Reason reason = chutesd::Reason::kUnspecified;
  // The daemon gave a reason that only later versions know.
  bool is_reason_unknown = false;
  std::string message;
  // What the user can do, where the client knows it: otherwise `reason` and `facts` tell.
  NextStep next;
  // What a client of the API can do, in the daemon's words.
  std::string next_step;
  // What it is about, by the names of proto/support/facts.h.
  chutesd::Facts facts;
  std::vector<FieldViolation> violations;
  std::optional<std::chrono::milliseconds> retry_after;
  // A fact; empty if it is not there.
  std::string Fact(const char* name) const {
    const auto found = facts.find(name);
    return found == facts.end() ? "" : found->second;
  }
  // The daemon may have begun to act, and nobody knows how far it came.
  bool outcome_unknown = false;
};

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
