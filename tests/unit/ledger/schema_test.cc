#include <array>
#include <filesystem>
#include <fstream>

#include "daemon/ledger/database.h"
#include "daemon/ledger/ledger_file.h"
#include "tests/unit/ledger/ledger_fixture.h"

namespace chutesd::ledger {
namespace {

class SchemaTest : public LedgerTest {
 protected:
  Database Opened() {
    config::WriteText(file_, "");
    return *Database::Open(file_);
  }
  static std::int64_t Number(Database& database, const char* sql) {
    const Result<std::int64_t> number = database.Number(sql);
    EXPECT_TRUE(number.ok()) << number.status();
    return number.value_or(-1);
  }

  const std::string file_ = folder_ / "ledger.db";
};

TEST_F(SchemaTest, AnOldVersionIsBroughtUpToDateWithWhatIsInIt) {
  Database database = Opened();
  const std::array<const char*, 2> versions = {"CREATE TABLE one (x); INSERT INTO one VALUES (7);",
                                               "ALTER TABLE one ADD COLUMN y DEFAULT 8;"};
  ASSERT_TRUE(Migrate(database, file_, std::span(versions).first(1)).ok());
  EXPECT_EQ(Number(database, "PRAGMA user_version"), 1);
  ASSERT_TRUE(Migrate(database, file_, versions).ok());
  EXPECT_EQ(Number(database, "PRAGMA user_version"), 2);
  EXPECT_EQ(Number(database, "SELECT x + y FROM one"), 15);
  // Nothing is done twice.
  EXPECT_TRUE(Migrate(database, file_, versions).ok());
}

TEST_F(SchemaTest, AVersionThatFailsLeavesTheOldOneWhole) {
  Database database = Opened();
  const std::array<const char*, 2> versions = {"CREATE TABLE one (x);", "CREATE TABLE two (x); NONSENSE;"};
  ASSERT_TRUE(Migrate(database, file_, std::span(versions).first(1)).ok());
  EXPECT_EQ(ReasonOf(Migrate(database, file_, versions)), Reason::kLedgerFailed);
  EXPECT_EQ(Number(database, "PRAGMA user_version"), 1);
  EXPECT_EQ(Number(database, "SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_F(SchemaTest, ANewerVersionIsRefusedAndLeftAlone) {
  ASSERT_TRUE(Ledger(file_).BeginKey(kAlice, InvokingKey("ci"), kNow).ok());
  ASSERT_TRUE(Database::Open(file_)->Run("PRAGMA user_version = 99").ok());
  const Status status = Ledger(file_).Keys(kAlice).status();
  EXPECT_EQ(ReasonOf(status), Reason::kLedgerFailed);
  EXPECT_NE(status.message().find("version 99"), std::string_view::npos) << status;
  Database database = *Database::Open(file_);
  EXPECT_EQ(Number(database, "SELECT count(*) FROM keys"), 1);
}

TEST_F(SchemaTest, TheDatabaseOfAnotherProgramIsRefusedAndLeftAlone) {
  config::WriteText(file_, "");
  ASSERT_TRUE(Database::Open(file_)->Run("CREATE TABLE theirs (x)").ok());
  const Status status = Ledger(file_).BeginKey(kAlice, InvokingKey("ci"), kNow).status();
  EXPECT_EQ(ReasonOf(status), Reason::kLedgerFailed);
  EXPECT_NE(status.message().find("of another program"), std::string::npos) << status;
  EXPECT_EQ(FactOf(status, fact::kPath), file_);
  Database database = *Database::Open(file_);
  EXPECT_EQ(Number(database, "SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_F(SchemaTest, EveryErrorOfSqliteNamesTheFile) {
  for (int code = 1; code < 32; ++code) {
    const Status status = SqliteFailed("/a b/ledger.db", code);
    EXPECT_EQ(ReasonOf(status), Reason::kLedgerFailed) << code;
    EXPECT_EQ(FactOf(status, fact::kPath), "/a b/ledger.db") << code;
    EXPECT_FALSE(status.failure().next_step.empty()) << code;
  }
}

TEST_F(SchemaTest, AFileThatIsNoDatabaseIsDamaged) {
  config::WriteText(file_, std::string(4096, 'x'));
  const Status status = Ledger(file_).BeginKey(kAlice, InvokingKey("ci"), kNow).status();
  EXPECT_EQ(ReasonOf(status), Reason::kLedgerFailed);
  EXPECT_NE(status.message().find("is damaged"), std::string_view::npos) << status;
  EXPECT_EQ(FactOf(status, fact::kPath), file_);
  EXPECT_EQ(config::ReadText(file_), std::string(4096, 'x'));
}

TEST_F(SchemaTest, AFileWithAPageOfRubbishIsDamagedAndNotAnEmptyList) {
  {
    Ledger ledger(file_);
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("ci"), kNow).ok());
  }
  ASSERT_TRUE(Database::Open(file_)->Run("PRAGMA wal_checkpoint(TRUNCATE)").ok());
  const auto size = std::filesystem::file_size(file_);
  {
    std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
    for (std::uintmax_t at = 8192; at + 4096 <= size; at += 4096) {
      file.seekp(static_cast<std::streamoff>(at));
      file << std::string(4096, '\x5a');
    }
  }
  const auto keys = Ledger(file_).Keys(kAlice);
  EXPECT_EQ(ReasonOf(keys.status()), Reason::kLedgerFailed);
  EXPECT_NE(keys.status().message().find("is damaged"), std::string_view::npos) << keys.status();
}

TEST_F(SchemaTest, TheRoomForKeysIsBoundAndOldFinishedOnesMakeRoom) {
  Ledger ledger(file_);
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("ci"), kNow).ok());
  const char* const fill =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
      "INSERT INTO keys (api_url, user_id, name, admin, state, sender, intent_time, api_key_id) "
      "SELECT 'u', 'v', 'k' || i, 0, 3, '', i, 'id' || i FROM n";
  ASSERT_TRUE(Database::Open(file_)->Run(fill).ok());
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("one-more"), kNow).ok());
  Database database = *Database::Open(file_);
  EXPECT_EQ(Number(database, "SELECT count(*) FROM keys"), 20'000);
  // The one whose end is not known was the oldest, and is still there.
  EXPECT_EQ(ledger.Keys(kAlice)->size(), 2U);
  EXPECT_EQ(Number(database, "SELECT min(intent_time) FROM keys"), 3);
  ASSERT_TRUE(database.Run("UPDATE keys SET state = 4").ok());
  const Status full = ledger.BeginKey(kAlice, InvokingKey("no-room"), kNow).status();
  EXPECT_EQ(ReasonOf(full), Reason::kLedgerFailed);
  EXPECT_NE(full.message().find("full of keys"), std::string_view::npos) << full;
}

}  // namespace
}  // namespace chutesd::ledger
