#include <gtest/gtest.h>

#include <map>
#include <string>

#include "chutesd/v1/errors.pb.h"
#include "client/terminal/process.h"

namespace chutes {
namespace {

using rpc::CallError;
using rpc::Code;
using rpc::Fault;

CallError Answered(Code code, const std::string& reason = "") {
  CallError error;
  error.code = code;
  error.reason = chutesd::ReasonByName(reason);
  error.is_reason_unknown = !reason.empty() && error.reason == chutesd::Reason::kUnspecified;
  return error;
}

// The promise to scripts, in its own words: a change here breaks somebody.
TEST(ExitFor, KnowsEveryReason) {
  const std::map<std::string, int> expected = {
      {"UNSPECIFIED", 1},
      {"INVALID_ARGUMENT", 2},
      {"INTERNAL", 1},
      {"CANCELLED", 3},
      {"TIMEOUT", 9},
      {"QUEUE_FULL", 7},
      {"STOPPING", 3},
      {"CONFIG_MISSING", 1},
      {"CONFIG_INVALID", 1},
      {"CONFIG_UNSAFE", 8},
      {"CONFIG_EXISTS", 6},
      {"CONFIG_NOT_WRITTEN", 1},
      {"SOCKET_IN_USE", 3},
      {"SOCKET_UNSAFE", 8},
      {"HOTKEY_MISSING", 4},
      {"WALLET_NOT_FOUND", 5},
      {"WALLET_UNUSABLE", 1},
      {"API_URL_REFUSED", 2},
      {"WALLET_LOCKED", 8},
      {"WALLET_PASSWORD_WRONG", 2},
      {"API_KEY_REFUSED", 2},
      {"LEDGER_FAILED", 1},
      {"UPSTREAM_UNAUTHENTICATED", 4},
      {"UPSTREAM_NONCE_REFUSED", 4},
      {"HOTKEY_NOT_REGISTERED", 4},
      {"UPSTREAM_FORBIDDEN", 4},
      {"UPSTREAM_INVALID", 2},
      {"UPSTREAM_NOT_FOUND", 5},
      {"UPSTREAM_CONFLICT", 6},
      {"UPSTREAM_RATE_LIMITED", 7},
      {"UPSTREAM_FAILED", 7},
      {"UPSTREAM_MALFORMED", 7},
      {"UPSTREAM_TOO_LARGE", 7},
      {"UPSTREAM_REDIRECTED", 7},
      {"UPSTREAM_UNREACHABLE", 7},
      {"UPSTREAM_TLS_REFUSED", 7},
      {"UPSTREAM_PAYMENT_REQUIRED", 1},
      {"OUTCOME_UNKNOWN", 7},
      {"KEY_NOT_FOUND", 5},
      {"KEY_NAME_TAKEN", 6},
      {"SECRET_NOT_FOUND", 5},
      {"SECRET_EXISTS", 6},
      {"CHUTE_NOT_FOUND", 5},
      {"CHUTE_AMBIGUOUS", 2},
      {"SECRET_KEY_BANNED", 2},
      {"USERNAME_TAKEN", 6},
      {"HOTKEY_REGISTERED", 6},
      {"REGISTRATION_TOKEN_REFUSED", 4},
  };
  const std::string prefix = "REASON_";
  for (int number = 0; number <= chutesd::v1::Reason_MAX; ++number) {
    if (!chutesd::v1::Reason_IsValid(number)) continue;
    const std::string name =
        chutesd::v1::Reason_Name(static_cast<chutesd::v1::Reason>(number)).substr(prefix.size());
    const auto row = expected.find(name);
    ASSERT_NE(row, expected.end()) << name << " has no exit status";
    // With a code that would say something else.
    EXPECT_EQ(static_cast<int>(ExitFor(Answered(Code::kUnknown, name))), row->second) << name;
  }
}

TEST(ExitFor, GoesByTheCodeWithoutAReasonThatItKnows) {
  const std::map<Code, int> expected = {
      {Code::kCancelled, 1},        {Code::kUnknown, 1},           {Code::kInvalidArgument, 2},
      {Code::kDeadlineExceeded, 9}, {Code::kNotFound, 5},          {Code::kAlreadyExists, 6},
      {Code::kPermissionDenied, 8}, {Code::kResourceExhausted, 7}, {Code::kFailedPrecondition, 1},
      {Code::kAborted, 7},          {Code::kOutOfRange, 2},        {Code::kUnimplemented, 1},
      {Code::kInternal, 1},         {Code::kUnavailable, 3},       {Code::kDataLoss, 1},
      {Code::kUnauthenticated, 4},
  };
  for (const auto& [code, exit] : expected) {
    EXPECT_EQ(static_cast<int>(ExitFor(Answered(code))), exit) << static_cast<int>(code);
  }
  EXPECT_EQ(ExitFor(Answered(Code::kNotFound, "OF_A_LATER_DAEMON")), Exit::kNotFound);
}

TEST(ExitFor, TellsADaemonThatIsAwayFromAnApiThatIs) {
  EXPECT_EQ(ExitFor(Answered(Code::kUnavailable)), Exit::kNoDaemon);
  EXPECT_EQ(ExitFor(Answered(Code::kUnavailable, "CANCELLED")), Exit::kNoDaemon);
  EXPECT_EQ(ExitFor(Answered(Code::kUnavailable, "UPSTREAM_UNREACHABLE")), Exit::kUpstream);
  EXPECT_EQ(ExitFor(Answered(Code::kUnavailable, "OF_A_LATER_DAEMON")), Exit::kUpstream);
}

TEST(ExitFor, GoesByWhatTheClientSawItself) {
  const std::map<Fault, int> expected = {{Fault::kNoDaemon, 3},
                                         {Fault::kLost, 3},
                                         {Fault::kMalformed, 1},
                                         {Fault::kTimeout, 9},
                                         {Fault::kInterrupted, 130}};
  for (const auto& [fault, exit] : expected) {
    CallError error = Answered(Code::kUnavailable);
    error.fault = fault;
    EXPECT_EQ(static_cast<int>(ExitFor(error)), exit);
  }
}

}  // namespace
}  // namespace chutes
