#include <chrono>
#include <utility>

#include "daemon/ledger/ledger.h"
#include "daemon/ledger/ledger_file.h"

// What the ledger knows of keys.
namespace chutesd::ledger {
namespace {

// Old entries of keys that were made make room for new ones; those whose outcome is not known never do.
constexpr std::int64_t kMostKeys = 20'000;
constexpr std::int64_t kNoAction = 0;

Status MakeRoom(Database& database, const std::string& path) {
  Statement count = database.Prepare("SELECT count(*), count(*) FILTER (WHERE state <> ?) FROM keys");
  const Result<bool> counted = count.Bind(NumberOf(State::kDone)).Step();
  if (!counted.ok()) return counted.status();
  if (count.Integer(1) >= kMostKeys) {
    return LedgerFailed(path, "is full of keys whose secrets were lost",
                        "delete the keys that ListKeys names as lost");
  }
  const std::int64_t too_many = count.Integer(0) - kMostKeys + 1;
  if (too_many <= 0) return OkStatus();
  return database
      .Prepare(
          "DELETE FROM keys WHERE row IN (SELECT row FROM keys WHERE state = ? ORDER BY intent_time LIMIT ?)")
      .Bind(NumberOf(State::kDone))
      .Bind(too_many)
      .Run();
}

Status InsertScopes(Database& database, std::int64_t row, const std::vector<model::Scope>& scopes) {
  Statement insert = database.Prepare(
      "INSERT INTO scopes (key, position, object_type, object_id, action) VALUES (?, ?, ?, ?, ?)");
  std::int64_t position = 0;
  for (const model::Scope& scope : scopes) {
    insert.Bind(row).Bind(position++).Bind(static_cast<std::int64_t>(scope.object_type));
    insert.BindOrNull(scope.object_id)
        .Bind(scope.action ? static_cast<std::int64_t>(*scope.action) : kNoAction);
    if (Status status = insert.Run(); !status.ok()) return status;
    insert.Reset();
  }
  return OkStatus();
}

Status ReadScopes(Statement& select, KeyEntry& entry) {
  select.Reset();
  select.Bind(entry.row);
  for (;;) {
    const Result<bool> row = select.Step();
    if (!row.ok()) return row.status();
    if (!*row) return OkStatus();
    model::Scope scope;
    scope.object_type = model::ObjectTypeOf(select.Integer(0));
    scope.object_id = select.OptionalText(1);
    scope.action = model::ActionOf(select.Integer(2));
    entry.scopes.push_back(std::move(scope));
  }
}

}  // namespace

Result<std::int64_t> Ledger::BeginKey(const AccountId& account, const model::ApiKeySpec& spec,
                                      model::Time now) {
  const std::int64_t row = NewRow();
  Status status = Use([&](Database& database) -> Status {
    Result<Transaction> transaction = Transaction::Begin(database);
    if (!transaction.ok()) return transaction.status();
    if (Status room = MakeRoom(database, path_); !room.ok()) return room;
    Status inserted = database
                          .Prepare(
                              "INSERT INTO keys (row, api_url, user_id, name, admin, state, sender, "
                              "intent_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                          .Bind(row)
                          .Bind(account.api_url)
                          .Bind(account.user_id)
                          .Bind(spec.name)
                          .Bind(std::int64_t{spec.admin ? 1 : 0})
                          .Bind(NumberOf(State::kSending))
                          .Bind(sender_)
                          .Bind(std::int64_t{now.time_since_epoch().count()})
                          .Run();
    if (!inserted.ok()) return inserted;
    if (Status scopes = InsertScopes(database, row, spec.scopes); !scopes.ok()) return scopes;
    return transaction->Commit();
  });
  if (!status.ok()) return status;
  return row;
}

Status Ledger::RecordKeyOutcome(std::int64_t row, State state, const std::string& api_key_id) {
  return UseOrDefer([row, state, api_key_id](Database& database) {
    // Another daemon may have found the same key for another entry of the same name: the first one counts.
    return database.Prepare("UPDATE OR IGNORE keys SET state = ?, api_key_id = ? WHERE row = ?")
        .Bind(NumberOf(state))
        .BindOrNull(api_key_id.empty() ? std::nullopt : std::optional(api_key_id))
        .Bind(row)
        .Run();
  });
}

Status Ledger::ForgetKey(std::int64_t row) {
  return UseOrDefer([row](Database& database) {
    return database.Prepare("DELETE FROM keys WHERE row = ?").Bind(row).Run();
  });
}

Status Ledger::ForgetKeyById(const AccountId& account, const std::string& api_key_id) {
  return UseOrDefer([account, api_key_id](Database& database) {
    return database.Prepare("DELETE FROM keys WHERE api_url = ? AND user_id = ? AND api_key_id = ?")
        .Bind(account.api_url)
        .Bind(account.user_id)
        .Bind(api_key_id)
        .Run();
  });
}

Result<std::vector<KeyEntry>> Ledger::Keys(const AccountId& account) {
  std::vector<KeyEntry> entries;
  Status status = Use([&](Database& database) -> Status {
    entries.clear();
    Statement select = database.Prepare(
        "SELECT row, state, api_key_id, name, admin, intent_time, sender FROM keys "
        "WHERE api_url = ? AND user_id = ? ORDER BY intent_time DESC, row");
    select.Bind(account.api_url).Bind(account.user_id);
    Statement scopes =
        database.Prepare("SELECT object_type, object_id, action FROM scopes WHERE key = ? ORDER BY position");
    for (;;) {
      const Result<bool> found = select.Step();
      if (!found.ok()) return found.status();
      if (!*found) return OkStatus();
      KeyEntry entry;
      entry.row = select.Integer(0);
      entry.state = StateOf(select.Integer(1), select.Text(6));
      entry.api_key_id = select.Text(2);
      entry.name = select.Text(3);
      entry.admin = select.Integer(4) != 0;
      entry.intent_time = model::Time(std::chrono::microseconds(select.Integer(5)));
      if (Status read = ReadScopes(scopes, entry); !read.ok()) return read;
      entries.push_back(std::move(entry));
    }
  });
  if (!status.ok()) return status;
  return entries;
}

}  // namespace chutesd::ledger
