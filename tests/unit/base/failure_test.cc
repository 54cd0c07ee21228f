#include "daemon/base/failure.h"

#include <gtest/gtest.h>

namespace chutesd {
namespace {

TEST(Failure, SurvivesTheTripThroughAStatus) {
  Failure failure;
  failure.reason = Reason::kKeyNameTaken;
  failure.message = "a key named 'ci' exists";
  failure.next_step = "chutes keys list";
  failure.violations = {{"name", "is taken"}, {"scopes[0].object_id", "is empty"}};
  failure.retry_after = std::chrono::milliseconds(1500);
  failure.http_status = 409;
  failure.nothing_sent = true;
  const absl::Status status = Fail(failure);

  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(status.message(), "a key named 'ci' exists");
  const auto read = FailureOf(status);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->reason, Reason::kKeyNameTaken);
  EXPECT_EQ(read->next_step, "chutes keys list");
  EXPECT_EQ(read->violations, failure.violations);
  EXPECT_EQ(read->retry_after, std::chrono::milliseconds(1500));
  EXPECT_EQ(read->http_status, 409);
  EXPECT_TRUE(read->nothing_sent);
}

TEST(Failure, OfAForeignStatusIsInternal) {
  const auto read = FailureOf(absl::NotFoundError("made elsewhere"));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->reason, Reason::kInternal);
  EXPECT_EQ(read->message, "made elsewhere");
}

TEST(Failure, OfOkIsNothing) { EXPECT_FALSE(FailureOf(absl::OkStatus()).has_value()); }

TEST(Failure, TextsWithNulBytesDoNotShiftTheParts) {
  const auto read = FailureOf(FailField(std::string_view("na\0me", 5), std::string_view("is\0bad", 6)));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->reason, Reason::kInvalidArgument);
  EXPECT_EQ(read->violations, (std::vector<FieldViolation>{{"name", "isbad"}}));
}

TEST(FailField, NamesTheFieldInMessageAndViolation) {
  const absl::Status status = FailField("username", "is empty", "chutes register --username NAME");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "username: is empty");
  EXPECT_EQ(FailureOf(status)->next_step, "chutes register --username NAME");
}

}  // namespace
}  // namespace chutesd
