// What a user is told to do where facts are missing, or a field has a wrong value.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/render/next_step.h"
#include "tests/unit/client/next_step_rows.h"
#include "tests/unit/client/recording_shell.h"

namespace chutes::render {
namespace {

using chutesd::Facts;
using chutesd::Reason;
using testing::HasSubstr;
using testing::Not;

// Any one fact may be missing, as those that are too long are: no command has an empty word then, or goes
// without what it needs.
TEST(CommandOf, IsNothingWhereAFactIsMissing) {
  for (const std::string& name : AllNames()) {
    for (const char* problem : {"", "owner", "folder", "mode", "kind", "secret_lost"}) {
      std::vector<Facts> some = {{}, {{"problem", problem}}};
      for (const auto& [missing, value] : HostileFacts())
        some.push_back(Changed({missing}, {{"problem", problem}}));
      for (const Facts& facts : some) {
        const NextStep step = *NextStepFor(name, facts);
        EXPECT_THAT(CommandOf(step, {}), Not(HasSubstr("''"))) << name << " " << problem;
        EXPECT_THAT(CommandOf(step, {}), Not(testing::EndsWith(" "))) << name << " " << problem;
        EXPECT_NE(LineOf(step, kBob), "") << name << " " << problem;
      }
    }
  }
}

// What is named as a file and is a device or a folder keeps its rights.
TEST(CommandOf, LeavesAloneWhatIsNoRegularFile) {
  for (const char* name : {"CONFIG_UNSAFE", "SOCKET_UNSAFE", "LEDGER_FAILED", "LEDGER_UNUSABLE"}) {
    const auto typed = [name](const char* problem) {
      return CommandOf(*NextStepFor(name, {{"path", "/dev/null"}, {"problem", problem}}), {});
    };
    EXPECT_EQ(typed("mode"), "chmod 600 /dev/null") << name;
    EXPECT_EQ(typed("kind"), "") << name;
  }
}

rpc::CallError Refused(Reason reason, const std::string& field, const std::string& next_step = "") {
  rpc::CallError error;
  error.reason = reason;
  error.next_step = next_step;
  error.violations = {{field, "is wrong"}};
  return error;
}

TEST(NextOf, AWrongValueHasAnExampleOfARightOne) {
  for (const char* field : {"name", "username", "fingerprint", "secret_id", "session.api_key"}) {
    const NextStep step = NextOf(Refused(Reason::kInvalidArgument, field, "the daemon's own words"));
    EXPECT_FALSE(step.empty()) << field;
    EXPECT_NE(step, NextOf(Refused(Reason::kInvalidArgument, "another"))) << field;
    EXPECT_NE(step.why, "the daemon's own words") << field;
  }
  RecordingShell shell;
  EXPECT_EQ(shell.Type(CommandOf(NextOf(Refused(Reason::kInvalidArgument, "secret_id")), {})),
            (std::vector<Argv>{{"chutes", "secrets", "list"}}));
  // A reason that knows more than its field.
  EXPECT_EQ(NextOf(Refused(Reason::kKeyNameTaken, "name")), *NextStepFor("KEY_NAME_TAKEN", {}));
  EXPECT_EQ(NextOf(Refused(Reason::kInvalidArgument, "purpose", "its own words")).why, "its own words");
}

TEST(NextOf, OfSeveralWrongValuesNoneIsSingledOut) {
  rpc::CallError error = Refused(Reason::kInvalidArgument, "name", "its own words");
  error.violations.push_back({"secret_id", "is wrong"});
  EXPECT_EQ(NextOf(error).why, "its own words");
}

TEST(NextOf, WhatTheDaemonSaysOfWalletsNamesTheOptions) {
  const NextStep step = NextOf(Refused(Reason::kWalletNotFound, "hotkey", "choose 'hot'"));
  for (const char* option : {"choose 'hot'", "--wallet", "--hotkey", "--wallets-path"}) {
    EXPECT_THAT(step.why, HasSubstr(option));
  }
}

}  // namespace
}  // namespace chutes::render
