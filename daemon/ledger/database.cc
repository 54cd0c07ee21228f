#include "daemon/ledger/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <utility>

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

Result<std::int64_t> Number(Database& database, std::string_view sql) {
  Statement statement = database.Prepare(sql);
  const Result<bool> row = statement.Step();
  if (!row.ok()) return row.status();
  return statement.Integer(0);
}

Status CheckSound(Database& database, const std::string& path) {
  Statement statement = database.Prepare("PRAGMA quick_check(1)");
  const Result<bool> row = statement.Step();
  if (!row.ok()) return row.status();
  if (statement.Text(0) == "ok") return OkStatus();
  return LedgerFailed(path, "is damaged", "move it away: then a new one is made");
}

Status CheckOurs(Database& database, const std::string& path, std::int64_t version) {
  const Result<std::int64_t> application = Number(database, "PRAGMA application_id");
  if (!application.ok()) return application.status();
  const Result<std::int64_t> tables = Number(database, "SELECT count(*) FROM sqlite_schema");
  if (!tables.ok()) return tables.status();
  const bool is_new = version == 0 && *application == 0 && *tables == 0;
  if (is_new || *application == kApplicationId) return OkStatus();
  return LedgerFailed(path, "is the database of another program", "give the daemon another file");
}

}  // namespace

void FinalizeStatement::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void GiveBackStatement::operator()(sqlite3_stmt* statement) const {
  // What an unfinished one holds is let go now, locks and values alike.
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  idle->emplace(sqlite3_sql(statement), std::unique_ptr<sqlite3_stmt, FinalizeStatement>(statement));
}

void Statement::Keep(int code) {
  if (code_ == SQLITE_OK) code_ = code;
}

Statement& Statement::Bind(std::int64_t value) {
  if (statement_) Keep(sqlite3_bind_int64(statement_.get(), ++bound_, value));
  return *this;
}

Statement& Statement::Bind(std::string_view text) {
  // An empty view may point nowhere, which would bind NULL.
  const char* const data = text.empty() ? "" : text.data();
  if (statement_) {
    Keep(sqlite3_bind_text64(statement_.get(), ++bound_, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  return *this;
}

Statement& Statement::BindOrNull(const std::optional<std::string>& text) {
  if (text) return Bind(std::string_view(*text));
  if (statement_) Keep(sqlite3_bind_null(statement_.get(), ++bound_));
  return *this;
}

Result<bool> Statement::Step() {
  if (code_ != SQLITE_OK) return SqliteFailed(*path_, code_);
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  Keep(code);
  return SqliteFailed(*path_, code);
}

Status Statement::Run() {
  for (;;) {
    const Result<bool> row = Step();
    if (!row.ok()) return row.status();
    if (!*row) return OkStatus();
  }
}

void Statement::Reset() {
  if (!statement_) return;
  sqlite3_reset(statement_.get());
  bound_ = 0;
}

std::int64_t Statement::Integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string Statement::Text(int column) const { return OptionalText(column).value_or(""); }

std::optional<std::string> Statement::OptionalText(int column) const {
  const unsigned char* const text = sqlite3_column_text(statement_.get(), column);
  if (text == nullptr) return std::nullopt;
  const int size = sqlite3_column_bytes(statement_.get(), column);
  // SQLite hands out UTF-8 as unsigned char.
  return std::string(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
}

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Result<Database> Database::Open(const std::string& path) {
  sqlite3* opened = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW |
                         SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
  const int code = sqlite3_open_v2(path.c_str(), &opened, kFlags, nullptr);
  Database database;
  database.database_.reset(opened);
  database.path_ = std::make_unique<const std::string>(path);
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

Statement Database::Prepare(std::string_view sql) {
  Statement statement;
  statement.path_ = path_.get();
  statement.statement_.get_deleter().idle = idle_.get();
  if (const auto kept = idle_->find(sql); kept != idle_->end()) {
    statement.statement_.reset(kept->second.release());
    idle_->erase(kept);
    return statement;
  }
  sqlite3_stmt* prepared = nullptr;
  statement.Keep(sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                    SQLITE_PREPARE_PERSISTENT, &prepared, nullptr));
  statement.statement_.reset(prepared);
  return statement;
}

Status Database::Run(const char* sql) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? OkStatus() : SqliteFailed(*path_, code);
}

Result<Transaction> Transaction::Begin(Database& database) {
  if (Status status = database.Run("BEGIN IMMEDIATE"); !status.ok()) return status;
  return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  if (database_ != nullptr) (void)database_->Run("ROLLBACK");
}

Status Transaction::Commit() {
  Status status = database_->Run("COMMIT");
  if (status.ok()) database_ = nullptr;
  return status;
}

std::span<const char* const> Migrations() { return kVersions; }

Status Migrate(Database& database, const std::string& path, std::span<const char* const> versions) {
  if (Status status = CheckSound(database, path); !status.ok()) return status;
  // Two daemons may start at once: only one of them finds an old version here.
  Result<Transaction> transaction = Transaction::Begin(database);
  if (!transaction.ok()) return transaction.status();
  const Result<std::int64_t> found = Number(database, "PRAGMA user_version");
  if (!found.ok()) return found.status();
  if (Status status = CheckOurs(database, path, *found); !status.ok()) return status;
  const auto newest = static_cast<std::int64_t>(versions.size());
  if (*found > newest || *found < 0) {
    return LedgerFailed(path,
                        fmt::format("is of version {}, and this chutesd knows up to {}", *found, newest),
                        "use the newer chutesd, or give the daemon another file");
  }
  if (*found == newest) return OkStatus();
  for (std::int64_t version = *found; version < newest; ++version) {
    if (Status status = database.Run(versions[static_cast<std::size_t>(version)]); !status.ok())
      return status;
  }
  const std::string stamp =
      fmt::format("PRAGMA user_version = {}; PRAGMA application_id = {}", newest, kApplicationId);
  if (Status status = database.Run(stamp.c_str()); !status.ok()) return status;
  return transaction->Commit();
}

}  // namespace chutesd::ledger
