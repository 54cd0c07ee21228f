#include "daemon/ledger/database.h"

#include <sqlite3.h>

#include <utility>

#include "daemon/ledger/ledger_failure.h"

namespace chutesd::ledger {
namespace {

constexpr int kBusyMilliseconds = 5000;
constexpr int kBusySlice = 10;
constexpr int kPrimaryCode = 0xff;  // of an extended result code

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

}  // namespace chutesd::ledger
