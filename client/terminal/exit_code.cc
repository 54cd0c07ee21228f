#include "client/terminal/exit_code.h"

namespace chutes {
namespace {

using rpc::CallError;
using rpc::Code;
using rpc::Fault;

Exit ExitForCode(const CallError& error) {
  switch (error.code) {
    case Code::kInvalidArgument:
    case Code::kOutOfRange:
      return Exit::kUsage;
    case Code::kDeadlineExceeded:
      return Exit::kTimeout;
    case Code::kNotFound:
      return Exit::kNotFound;
    case Code::kAlreadyExists:
      return Exit::kConflict;
    case Code::kPermissionDenied:
      return Exit::kRefused;
    case Code::kUnauthenticated:
      return Exit::kAuth;
    case Code::kResourceExhausted:
    case Code::kAborted:
      return Exit::kUpstream;
    // Without a reason it is about the daemon itself.
    case Code::kUnavailable:
      return error.is_reason_unknown ? Exit::kUpstream : Exit::kNoDaemon;
    default:
      return Exit::kError;
  }
}

}  // namespace

Exit ExitFor(const CallError& error) {
  switch (error.fault) {
    case Fault::kInterrupted:
      return Exit::kInterrupted;
    case Fault::kTimeout:
      return Exit::kTimeout;
    case Fault::kNoDaemon:
    case Fault::kLost:
      return Exit::kNoDaemon;
    case Fault::kMalformed:
      return Exit::kError;
    case Fault::kAnswered:
      break;
  }
  if (error.reason == chutesd::Reason::kUnspecified) return ExitForCode(error);
  return static_cast<Exit>(chutesd::TraitsOf(error.reason).exit_status);
}

}  // namespace chutes
