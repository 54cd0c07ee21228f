#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "daemon/ledger/ledger_file.h"

namespace chutesd::ledger {
namespace {

TEST(LedgerProcess, ThisProcessRuns) { EXPECT_TRUE(IsRunning(MarkOfThisProcess())); }

TEST(LedgerProcess, AProcessThatHasEndedDoesNot) {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  EXPECT_FALSE(IsRunning(std::to_string(child) + ":12345"));
}

TEST(LedgerProcess, AnotherProcessWithTheSameIdIsNotThisOne) {
  EXPECT_FALSE(IsRunning(std::to_string(getpid()) + ":1"));
}

TEST(LedgerProcess, WhatIsNoMarkIsNotRunning) {
  for (const char* mark : {"", ":", "1", "1:", ":1", "x:y", "../../proc/1:1"})
    EXPECT_FALSE(IsRunning(mark)) << mark;
}

}  // namespace
}  // namespace chutesd::ledger
