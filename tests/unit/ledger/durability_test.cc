// What SQLite is told to do for the ledger, on a SQLite whose own defaults are the careless ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>

#include "daemon/ledger/ledger.h"
#include "tests/unit/config/sync_log.h"
#include "tests/unit/ledger/ledger_fixture.h"

namespace chutesd::ledger {
namespace {

using config::ReadText;
using config::SyncLog;
using testing::HasSubstr;
using testing::Not;

constexpr char kName[] = "canary-of-a-key-that-is-forgotten";

// SQLite runs this on every connection that is opened, before the ledger does anything with it.
int MakeCareless(sqlite3* database, const char**, const void*) {
  return sqlite3_exec(database, "PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF;", nullptr, nullptr,
                      nullptr);
}

class DurabilityTest : public LedgerTest {
 protected:
  DurabilityTest() { sqlite3_auto_extension(Extension()); }
  ~DurabilityTest() override { sqlite3_cancel_auto_extension(Extension()); }

  // How often the file with SQLite's newest changes was synced.
  static int SyncsOfChanges(const SyncLog& log) {
    int count = 0;
    for (const config::Synced& synced : log.entries) count += synced.path.ends_with("ledger.db-wal") ? 1 : 0;
    return count;
  }

 private:
  // SQLite's type for them all.
  static void (*Extension())() { return reinterpret_cast<void (*)()>(&MakeCareless); }
};

TEST_F(DurabilityTest, EachChangeIsOnTheDiskWhenItsFunctionReturns) {
  Ledger ledger(path_);
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("first"), kNow).ok());
  const SyncLog log;
  const auto key = ledger.BeginKey(kAlice, InvokingKey("second"), kNow);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(SyncsOfChanges(log), 1);
  ASSERT_TRUE(ledger.RecordKeyOutcome(*key, State::kDone, "id").ok());
  EXPECT_EQ(SyncsOfChanges(log), 2);
  const auto secret = ledger.BeginSecret(kAlice, "chute", "HF_TOKEN", kNow);
  ASSERT_TRUE(secret.ok()) << secret.status();
  EXPECT_EQ(SyncsOfChanges(log), 3);
  ASSERT_TRUE(ledger.ForgetSecret(*secret).ok());
  EXPECT_EQ(SyncsOfChanges(log), 4);
}

TEST_F(DurabilityTest, WhatIsForgottenIsGoneFromTheFile) {
  std::int64_t row = 0;
  {
    Ledger ledger(path_);
    const auto begun = ledger.BeginKey(kAlice, InvokingKey(kName), kNow);
    ASSERT_TRUE(begun.ok()) << begun.status();
    row = *begun;
    ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("stays"), kNow).ok());
  }
  ASSERT_THAT(ReadText(path_), HasSubstr(kName));
  { ASSERT_TRUE(Ledger(path_).ForgetKey(row).ok()); }
  EXPECT_THAT(ReadText(path_), Not(HasSubstr(kName)));
  EXPECT_THAT(ReadText(path_), HasSubstr("stays"));
}

}  // namespace
}  // namespace chutesd::ledger
