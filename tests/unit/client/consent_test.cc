#include <gtest/gtest.h>

#include "client/rpc/rpc.h"
#include "tests/unit/client/fake_platform.h"
#include "tests/unit/client/sample_replies.h"

namespace chutes {
namespace {

namespace method = rpc::method;

rpc::CallError NoAnswer() {
  rpc::CallError error;
  error.fault = rpc::Fault::kLost;
  return error;
}

// As the official CLI takes it.
TEST(Consent, IsALineOfStandardInputThatSaysYes) {
  for (const char* line : {"y\n", "yes", " Y \n"}) {
    FakePlatform platform;
    platform.input = line;
    chutesd::v1::GetKeyResponse found;
    *found.mutable_key() = SampleKeys().keys(1);
    platform.Answer(method::kGetKey, found);
    platform.Answer(method::kDeleteKey, chutesd::v1::DeleteKeyResponse());
    EXPECT_EQ(platform.Run({"keys", "delete", "old"}), 0) << platform.err;
  }
}

TEST(Consent, IsNothingElse) {
  for (const char* line : {"", "n\n", "yy\n", "\ny\n"}) {
    FakePlatform platform;
    platform.input = line;
    platform.AnswerError(method::kGetSession, NoAnswer());
    EXPECT_EQ(platform.Run({"keys", "delete", "old"}), 2) << line;
  }
}

// What comes by standard input may be the fingerprint.
TEST(Consent, ToANewFingerprintIsNotTakenFromStandardInput) {
  FakePlatform platform;
  platform.input = "y\n";
  platform.AnswerError(method::kGetSession, NoAnswer());
  EXPECT_EQ(platform.Run({"refinger"}), 2);
  EXPECT_EQ(platform.input, "y\n");
}

}  // namespace
}  // namespace chutes
