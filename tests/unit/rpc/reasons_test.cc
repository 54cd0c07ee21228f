#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <string>

#include "chutesd/v1/errors.pb.h"
#include "daemon/base/failure.h"

// daemon/base/failure.h and errors.proto say the same.
namespace chutesd {
namespace {

TEST(ReasonsTest, ReasonName_IsTheNameInTheProtoForEveryNumber) {
  for (int number = 0; number < 1000; ++number) {
    const std::string name = "REASON_" + std::string(ReasonName(static_cast<Reason>(number)));
    if (v1::Reason_IsValid(number)) {
      EXPECT_EQ(name, v1::Reason_Name(static_cast<v1::Reason>(number)));
    } else {
      EXPECT_EQ(name, "REASON_UNSPECIFIED") << number << " is not in errors.proto";
    }
  }
  EXPECT_LT(static_cast<int>(v1::Reason_MAX), 1000);
}

// The first status code that each comment in errors.proto names, by the reason's name.
std::map<std::string, std::string> CodesInComments() {
  std::ifstream file(std::string(CHUTES_TEST_DATA) + "/../proto/chutesd/v1/errors.proto");
  const std::regex value(R"(^\s*REASON_([A-Z_]+) = \d+;)");
  const std::regex code(
      R"(\b(CANCELLED|INVALID_ARGUMENT|DEADLINE_EXCEEDED|NOT_FOUND|ALREADY_EXISTS|PERMISSION_DENIED|)"
      R"(RESOURCE_EXHAUSTED|FAILED_PRECONDITION|ABORTED|INTERNAL|UNAVAILABLE|UNAUTHENTICATED)\b)");
  std::map<std::string, std::string> codes;
  std::string comment;
  for (std::string line; std::getline(file, line);) {
    std::smatch match;
    if (std::regex_search(line, match, value)) {
      const std::string name = match[1];
      if (std::regex_search(comment, match, code)) codes[name] = match[1];
      comment.clear();
    } else if (line.find("//") != std::string::npos) {
      comment += line + "\n";
    }
  }
  return codes;
}

TEST(ReasonsTest, CodeOf_IsTheCodeThatTheCommentNames) {
  const std::map<std::string, std::string> codes = CodesInComments();
  for (int number = 1; number <= v1::Reason_MAX; ++number) {
    if (!v1::Reason_IsValid(number)) continue;
    const auto reason = static_cast<Reason>(number);
    const std::string name(ReasonName(reason));
    ASSERT_EQ(codes.count(name), 1U) << "the comment of REASON_" << name << " names no code";
    EXPECT_EQ(absl::StatusCodeToString(CodeOf(reason)), codes.at(name)) << name;
  }
}

}  // namespace
}  // namespace chutesd
