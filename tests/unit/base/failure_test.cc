#include "daemon/base/failure.h"

#include <gtest/gtest.h>

#include <memory>
#include <sstream>

namespace chutesd {
namespace {

TEST(Status, CarriesItsFailureAsAValue) {
  Failure failure{Reason::kKeyNameTaken, "a key named 'ci' exists"};
  failure.violations = {{"name", "is taken"}};
  failure.facts = {{fact::kApiKeyId, "c0"}};
  const Status status = std::move(failure).With(fact::kName, "a;b\n");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.reason(), Reason::kKeyNameTaken);
  EXPECT_EQ(status.failure().violations, (std::vector<FieldViolation>{{"name", "is taken"}}));
  EXPECT_EQ(status.failure().facts, (Facts{{fact::kApiKeyId, "c0"}, {fact::kName, "a;b\n"}}));
}

TEST(Status, KeepsTheFirstOfSeveralFailures) {
  Status status;
  status.Update(OkStatus());
  EXPECT_TRUE(status.ok());
  status.Update(Fail(Reason::kTimeout, "first"));
  status.Update(Fail(Reason::kInternal, "second"));
  EXPECT_EQ(status.message(), "first");
}

TEST(Status, SaysReasonAndMessageInALog) {
  std::ostringstream out;
  out << Status(Fail(Reason::kConfigMissing, "no file")) << ", " << OkStatus();
  EXPECT_EQ(out.str(), "CONFIG_MISSING: no file, ok");
}

TEST(Result, HoldsAValueThatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  ASSERT_TRUE(result.ok());
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

TEST(Result, WithoutAValueIsAFailure) {
  EXPECT_EQ(Result<int>().failure().reason, Reason::kInternal);
  EXPECT_EQ(Result<int>(Fail(Reason::kTimeout, "slow")).status().reason(), Reason::kTimeout);
  EXPECT_EQ(Result<int>(Fail(Reason::kTimeout, "slow")).value_or(3), 3);
}

TEST(FailField, NamesTheFieldInMessageAndViolation) {
  const Failure failure = FailField("username", "is empty");
  EXPECT_EQ(failure.reason, Reason::kInvalidArgument);
  EXPECT_EQ(failure.message, "username: is empty");
  EXPECT_EQ(failure.violations, (std::vector<FieldViolation>{{"username", "is empty"}}));
}

}  // namespace
}  // namespace chutesd
