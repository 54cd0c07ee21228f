#include "daemon/ledger/schema.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>

#include "daemon/ledger/ledger_failure.h"

namespace chutesd::ledger {
namespace {

constexpr std::int64_t kApplicationId = 0x6368'6C67;  // "chlg", in SQLite's header

// Rows are random, so that none means another entry once the file was made anew. Times are microseconds since
// 1970, of this machine's clock. `sender` is the process that is at it.
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

std::span<const char* const> LedgerVersions() { return kVersions; }

Status BringUpToDate(Database& database, const std::string& path, std::span<const char* const> versions) {
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
