#include "daemon/ledger/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>

#include "daemon/ledger/ledger_file.h"

namespace chutesd::ledger {
namespace {

constexpr int kBusyMilliseconds = 5000;
constexpr int kBusySlice = 10;
constexpr int kPrimaryCode = 0xff;  // of an extended result code

constexpr std::int64_t kApplicationId = 0x6368'6C67;  // "chlg", in SQLite's header

// Rows are random, so that none means another entry once the file was made anew. Times are microseconds since
// 1970, of this machine's clock. `sender` is the process that sends it.
constexpr std::array kVersions = {
    R"sql(
CREATE TABLE keys (
  row INTEGER PRIMARY KEY,
  api_url TEXT NOT NULL,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  admin INTEGER NOT NULL,
  state INTEGER NOT NULL,
  sender TEXT NOT NULL,
  intent_time INTEGER NOT NULL,
  api_key_id TEXT
) STRICT;
CREATE INDEX keys_of_account ON keys (api_url, user_id);
CREATE UNIQUE INDEX keys_by_id ON keys (api_url, user_id, api_key_id) WHERE api_key_id IS NOT NULL;
CREATE TABLE scopes (
  key INTEGER NOT NULL REFERENCES keys (row) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  object_type INTEGER NOT NULL,
  object_id TEXT,
  action INTEGER NOT NULL,
  PRIMARY KEY (key, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE secrets (
  row INTEGER PRIMARY KEY,
  api_url TEXT NOT NULL,
  user_id TEXT NOT NULL,
  chute_id TEXT NOT NULL,
  key TEXT NOT NULL,
  state INTEGER NOT NULL,
  sender TEXT NOT NULL,
  intent_time INTEGER NOT NULL
) STRICT;
CREATE INDEX secrets_of_account ON secrets (api_url, user_id);
)sql",
};

Status CheckSound(Database& database, const std::string& path) {
  std::string verdict;
  const auto read = [&verdict](const Row& row) { verdict = row.Text(0); };
  Status status = database.Execute("PRAGMA quick_check(1)", {}, read);
  if (!status.ok() || verdict == "ok") return status;
  return LedgerFailed(path, "is damaged", "move it away: then a new one is made");
}

Status CheckOurs(Database& database, const std::string& path, std::int64_t version) {
  const Result<std::int64_t> application = database.Number("PRAGMA application_id");
  if (!application.ok()) return application.status();
  const Result<std::int64_t> tables = database.Number("SELECT count(*) FROM sqlite_schema");
  if (!tables.ok()) return tables.status();
  const bool is_new = version == 0 && *application == 0 && *tables == 0;
  if (is_new || *application == kApplicationId) return OkStatus();
  return LedgerFailed(path, "is the database of another program", "give the daemon another file");
}

int Bind(sqlite3_stmt* statement, int parameter, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, parameter, *number);
  }
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return sqlite3_bind_null(statement, parameter);
  return sqlite3_bind_text64(statement, parameter, text->data(), text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

}  // namespace

bool Row::IsNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::int64_t Row::Integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Row::Text(int column) const {
  // SQLite hands out UTF-8 as unsigned char.
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (text == nullptr) return "";
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

void Database::Close::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<Database> Database::Open(const std::string& path) {
  sqlite3* opened = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW |
                         SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
  const int code = sqlite3_open_v2(path.c_str(), &opened, kFlags, nullptr);
  Database database;
  database.database_.reset(opened);
  database.path_ = path;
  if (code != SQLITE_OK) return SqliteFailed(path, code);
  sqlite3_busy_timeout(opened, kBusyMilliseconds);
  // What the file says is not to be trusted with running anything.
  sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // Where there is no shared memory for WAL, SQLite stays with its rollback journal, which is as durable.
  // Two that open a new file at once are in each other's way, and here SQLite does not wait by itself.
  for (int waited = 0; waited < kBusyMilliseconds; waited += sqlite3_sleep(kBusySlice)) {
    const int made = sqlite3_exec(opened, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
    if ((made & kPrimaryCode) != SQLITE_BUSY) break;
  }
  if (Status status = database.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                   "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;");
      !status.ok()) {
    return status;
  }
  return database;
}

Status Database::Execute(std::string_view sql, const Values& values, const OnRow& on_row) {
  auto& statement = statements_[sql];
  int code = SQLITE_OK;
  if (statement == nullptr) {
    sqlite3_stmt* prepared = nullptr;
    code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                              SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    statement.reset(prepared);
  }
  int parameter = 0;
  for (const Value& value : values) {
    if (code == SQLITE_OK) code = Bind(statement.get(), ++parameter, value);
  }
  if (code == SQLITE_OK) {
    while ((code = sqlite3_step(statement.get())) == SQLITE_ROW) on_row(Row(statement.get()));
  }
  // What it holds is let go now, locks and values alike.
  sqlite3_reset(statement.get());
  if (statement != nullptr) sqlite3_clear_bindings(statement.get());
  return code == SQLITE_DONE ? OkStatus() : SqliteFailed(path_, code);
}

Result<std::int64_t> Database::Number(std::string_view sql, const Values& values) {
  std::int64_t number = 0;
  Status status = Execute(sql, values, [&number](const Row& row) { number = row.Integer(0); });
  if (!status.ok()) return status;
  return number;
}

Status Database::Run(const char* sql) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? OkStatus() : SqliteFailed(path_, code);
}

Status Database::Transact(const std::function<Status()>& work) {
  if (Status begun = Run("BEGIN IMMEDIATE"); !begun.ok()) return begun;
  Status status = work();
  if (status.ok()) status = Run("COMMIT");
  if (!status.ok()) (void)Run("ROLLBACK");
  return status;
}

std::span<const char* const> Migrations() { return kVersions; }

Status Migrate(Database& database, const std::string& path, std::span<const char* const> versions) {
  if (Status status = CheckSound(database, path); !status.ok()) return status;
  // Two daemons may start at once: only one of them finds an old version here.
  return database.Transact([&]() -> Status {
    const Result<std::int64_t> found = database.Number("PRAGMA user_version");
    if (!found.ok()) return found.status();
    if (Status status = CheckOurs(database, path, *found); !status.ok()) return status;
    const auto newest = static_cast<std::int64_t>(versions.size());
    if (*found > newest || *found < 0) {
      return LedgerFailed(path,
                          fmt::format("is of version {}, and this chutesd knows up to {}", *found, newest),
                          "use the newer chutesd, or give the daemon another file");
    }
    if (*found == newest) return OkStatus();
    for (const char* version : versions.subspan(static_cast<std::size_t>(*found))) {
      if (Status status = database.Run(version); !status.ok()) return status;
    }
    const std::string stamp =
        fmt::format("PRAGMA user_version = {}; PRAGMA application_id = {}", newest, kApplicationId);
    return database.Run(stamp.c_str());
  });
}

}  // namespace chutesd::ledger
