#include <gtest/gtest.h>

#include "daemon/api/upstream_status.h"
#include "daemon/base/failure.h"
#include "tests/unit/base/no_cli.h"

namespace chutesd::api {
namespace {

Status Broken(Reason reason, std::string message = "the connection was lost") {
  Failure failure;
  failure.reason = reason;
  failure.message = std::move(message);
  failure.retry_after = std::chrono::milliseconds(5);
  return failure;
}

TEST(ChangeFailure, StaysAsItIsWhenNothingWasSent) {
  for (const Reason reason :
       {Reason::kUpstreamUnreachable, Reason::kUpstreamTlsRefused, Reason::kApiUrlRefused}) {
    const Status status = ChangeFailure({Operation::kCreateKey, "ci"}, Broken(reason));
    EXPECT_EQ(status.reason(), reason);
  }
}

TEST(ChangeFailure, OfATimeoutBeforeSendingIsNoUnknownOutcome) {
  Failure failure;
  failure.reason = Reason::kTimeout;
  failure.nothing_sent = true;
  const Status status = ChangeFailure({Operation::kCreateKey, "ci"}, failure);
  EXPECT_EQ(status.reason(), Reason::kTimeout);
  EXPECT_TRUE(status.failure().nothing_sent);
}

TEST(ChangeFailure, IsAnUnknownOutcomeWhenItMayHaveBeenSent) {
  for (const Reason reason : {Reason::kUpstreamFailed, Reason::kTimeout, Reason::kCancelled,
                              Reason::kUpstreamTooLarge, Reason::kInternal}) {
    const Status status = ChangeFailure({Operation::kCreateKey, "ci"}, Broken(reason));
    EXPECT_EQ(status.reason(), Reason::kOutcomeUnknown) << ReasonName(reason);
  }
  EXPECT_EQ(ChangeFailure({Operation::kCreateKey, "ci"}, Fail(Reason::kInternal, "?")).reason(),
            Reason::kOutcomeUnknown);
}

TEST(OutcomeUnknown, SaysWhatWasAskedAndWhatToLookAt) {
  struct Case {
    RequestInfo info;
    const char *part, *operation, *look_at;
  };
  for (const Case& each :
       {Case{{Operation::kCreateKey, "ci"}, "create the API key 'ci'", "create_key", "look at what ListKeys"},
        Case{{Operation::kDeleteKey, "0a1b"},
             "delete the API key '0a1b'",
             "delete_key",
             "look at what ListKeys"},
        Case{{Operation::kCreateSecret, "HF"},
             "create the secret 'HF'",
             "create_secret",
             "look at what ListSecrets"},
        Case{{Operation::kDeleteSecret, "b7"},
             "delete the secret 'b7'",
             "delete_secret",
             "look at what ListSecrets"},
        Case{{Operation::kRegisterUser, "me"},
             "register the account 'me'",
             "register_user",
             "register again"}}) {
    const auto failure = FailureOf(OutcomeUnknown(each.info, Broken(Reason::kUpstreamFailed)));
    EXPECT_EQ(failure->reason, Reason::kOutcomeUnknown);
    EXPECT_NE(failure->message.find("outcome unknown"), std::string::npos);
    EXPECT_NE(failure->message.find(each.part), std::string::npos) << failure->message;
    EXPECT_NE(failure->message.find("may or may not have happened"), std::string::npos);
    EXPECT_NE(failure->message.find("the connection was lost"), std::string::npos);
    EXPECT_TRUE(failure->next_step.starts_with(each.look_at)) << failure->next_step;
    EXPECT_EQ(failure->facts.at(fact::kOperation), each.operation);
    ExpectNoCliCommand(*failure);
    EXPECT_FALSE(failure->retry_after) << "nobody shall retry this by itself";
  }
}

TEST(OutcomeUnknown, StaysShortAndOnOneLine) {
  const Status status = OutcomeUnknown({Operation::kCreateSecret, std::string(400, 'k') + "\n\x1b[31m"},
                                       Broken(Reason::kUpstreamFailed, std::string(2000, 'x') + "\n"));
  EXPECT_LE(status.message().size(), 512U);
  EXPECT_EQ(std::string(status.message()).find_first_of("\n\x1b"), std::string::npos);
}

}  // namespace
}  // namespace chutesd::api
