#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/base/failure.h"

struct sqlite3;
struct sqlite3_stmt;

namespace chutesd::ledger {

// A parameter of a statement; the first kind is NULL.
using Value = std::variant<std::monostate, std::int64_t, std::string>;
using Values = std::vector<Value>;

// A row of a result, while it is looked at.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  bool IsNull(int column) const;
  std::int64_t Integer(int column) const;
  std::string Text(int column) const;  // empty for NULL

 private:
  sqlite3_stmt* statement_;
};

// An open SQLite file. Used by one thread at a time. All errors are LEDGER_FAILED.
class Database {
 public:
  using OnRow = std::function<void(const Row& row)>;

  // Opens a file that is there. Changes are on the disk when they are committed; another process that writes
  // is waited for, a few seconds.
  static Result<Database> Open(const std::string& path);

  // One statement; its text is a literal of this program. Compiled at its first use and kept, as compiling
  // takes longer than most statements do. `on_row` must not run the same one.
  Status Execute(
      std::string_view sql, const Values& values = {}, const OnRow& on_row = [](const Row&) {});
  // The same; what it gives is one number.
  Result<std::int64_t> Number(std::string_view sql, const Values& values = {});
  // Several statements without values or results.
  Status Run(const char* sql);
  // Waits for the right to write, and undoes what `work` did if it fails.
  Status Transact(const std::function<Status()>& work);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
  std::map<std::string_view, std::unique_ptr<sqlite3_stmt, Close>> statements_;  // by their texts
};

// What makes the tables of version N + 1 out of those of version N. Never changed once released; a new
// version is a new entry at the end.
std::span<const char* const> Migrations();

// Brings the file to the newest version, all of it or nothing. A file that another program made, one of a
// newer version, and a damaged one are refused: LEDGER_FAILED.
Status Migrate(Database& database, const std::string& path,
               std::span<const char* const> versions = Migrations());

}  // namespace chutesd::ledger
