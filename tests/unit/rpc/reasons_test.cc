#include "proto/support/reasons.h"

#include <gtest/gtest.h>

#include <string>

#include "chutesd/v1/errors.pb.h"
#include "tests/unit/base/no_cli.h"

// The table that the build makes of errors.proto.
namespace chutesd {
namespace {

TEST(Reasons, TheTableHasEveryValueOfTheProto) {
  int count = 0;
  for (int number = v1::Reason_MIN; number <= v1::Reason_MAX; ++number) {
    if (!v1::Reason_IsValid(number)) continue;
    ++count;
    const ReasonTraits& traits = TraitsOf(static_cast<Reason>(number));
    EXPECT_EQ(static_cast<int>(traits.reason), number);
    EXPECT_EQ("REASON_" + std::string(traits.name), v1::Reason_Name(static_cast<v1::Reason>(number)));
    EXPECT_EQ(ReasonByName(traits.name), traits.reason);
  }
  EXPECT_EQ(count, static_cast<int>(std::size(kReasonTable)));
}

TEST(Reasons, EachHasACodeAnExitStatusAndANextStep) {
  for (const ReasonTraits& traits : kReasonTable) {
    EXPECT_GT(traits.code, 0) << traits.name;
    EXPECT_LE(traits.code, 16) << traits.name;
    EXPECT_GT(traits.exit_status, 0) << traits.name;
    EXPECT_LE(traits.exit_status, 9) << traits.name;
    if (traits.reason != Reason::kUnspecified) {
      EXPECT_FALSE(traits.next_step.empty()) << traits.name;
    }
    // It is for clients of the API, which have no command line.
    EXPECT_EQ(traits.next_step.find("chutes "), std::string_view::npos) << traits.name;
    EXPECT_FALSE(HasCliCommand(std::string(traits.next_step))) << traits.name;
  }
}

TEST(Reasons, AnUnknownNameOrNumberIsUnspecified) {
  EXPECT_EQ(ReasonByName("NO_SUCH"), Reason::kUnspecified);
  EXPECT_EQ(TraitsOf(static_cast<Reason>(999)).reason, Reason::kUnspecified);
}

}  // namespace
}  // namespace chutesd
