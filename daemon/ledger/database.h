#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"

struct sqlite3;
struct sqlite3_stmt;

namespace chutesd::ledger {

class Database;

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const;
};
// Compiled statements that nobody uses, by their text, which SQLite holds for them.
using IdleStatements = std::multimap<std::string_view, std::unique_ptr<sqlite3_stmt, FinalizeStatement>>;

struct GiveBackStatement {
  void operator()(sqlite3_stmt* statement) const;
  IdleStatements* idle = nullptr;  // the database's
};

// One SQL statement with its values. Errors are kept: a statement that could not be made, or bound, fails in
// Step. Used on one thread, and gone before its database.
class Statement {
 public:
  // The next parameter.
  Statement& Bind(std::int64_t value);
  Statement& Bind(std::string_view text);
  Statement& BindOrNull(const std::optional<std::string>& text);

  // Whether there is a row (to read by the functions below).
  Result<bool> Step();
  // Runs it to its end, rows unread.
  Status Run();
  // Makes it ready to be bound and run again.
  void Reset();

  std::int64_t Integer(int column) const;
  std::string Text(int column) const;
  std::optional<std::string> OptionalText(int column) const;

 private:
  friend class Database;
  void Keep(int code);

  std::unique_ptr<sqlite3_stmt, GiveBackStatement> statement_;
  const std::string* path_ = nullptr;
  int code_ = 0;   // the first error
  int bound_ = 0;  // parameters bound so far
};

// An open SQLite file. Used by one thread at a time. All errors are LEDGER_FAILED.
class Database {
 public:
  // Opens a file that is there. Changes are on the disk when they are committed; another process that writes
  // is waited for, a few seconds.
  static Result<Database> Open(const std::string& path);

  // One statement; its text is a literal of this program. Compiled at its first use and kept, as compiling
  // takes longer than most statements do.
  Statement Prepare(std::string_view sql);
  // Several statements without values or results.
  Status Run(const char* sql);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  // On the heap: statements point to them, wherever the database is moved.
  std::unique_ptr<const std::string> path_;
  std::unique_ptr<sqlite3, Close> database_;
  std::unique_ptr<IdleStatements> idle_ = std::make_unique<IdleStatements>();
};

// Undoes what was done in its life unless Commit was called.
class Transaction {
 public:
  // Waits for the right to write.
  static Result<Transaction> Begin(Database& database);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Status Commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;  // null once ended
};

// What makes the tables of version N + 1 out of those of version N. Never changed once released; a new
// version is a new entry at the end.
std::span<const char* const> Migrations();

// Brings the file to the newest version, all of it or nothing. A file that another program made, one of a
// newer version, and a damaged one are refused: LEDGER_FAILED.
Status Migrate(Database& database, const std::string& path,
               std::span<const char* const> versions = Migrations());

}  // namespace chutesd::ledger
