#include <chrono>
#include <utility>

#include "daemon/ledger/ledger.h"
#include "daemon/ledger/ledger_failure.h"
#include "daemon/ledger/ledger_process.h"

// What the ledger knows of secrets that were about to be made.
namespace chutesd::ledger {
namespace {

constexpr std::int64_t kMostSecrets = 10'000;

Status CheckRoom(Database& database, const std::string& path) {
  Statement count = database.Prepare("SELECT count(*) FROM secrets");
  const Result<bool> counted = count.Step();
  if (!counted.ok()) return counted.status();
  if (count.Integer(0) < kMostSecrets) return OkStatus();
  return LedgerFailed(path, "is full of secrets of which nobody knows whether they were made",
                      "call ListSecrets for each account that made them");
}

}  // namespace

Result<std::int64_t> Ledger::BeginSecret(const AccountId& account, const std::string& chute_id,
                                         const std::string& key, model::Time now) {
  const std::int64_t row = NewRow();
  Status status = Use([&](Database& database) -> Status {
    Result<Transaction> transaction = Transaction::Begin(database);
    if (!transaction.ok()) return transaction.status();
    if (Status room = CheckRoom(database, path_); !room.ok()) return room;
    Status inserted = database
                          .Prepare(
                              "INSERT INTO secrets (row, api_url, user_id, chute_id, key, state, "
                              "sender, intent_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                          .Bind(row)
                          .Bind(account.api_url)
                          .Bind(account.user_id)
                          .Bind(chute_id)
                          .Bind(key)
                          .Bind(static_cast<std::int64_t>(State::kSending))
                          .Bind(sender_)
                          .Bind(std::int64_t{now.time_since_epoch().count()})
                          .Run();
    if (!inserted.ok()) return inserted;
    return transaction->Commit();
  });
  if (!status.ok()) return status;
  return row;
}

Status Ledger::SettleSecret(std::int64_t row) {
  return UseOrRemember([row](Database& database) {
    return database.Prepare("UPDATE secrets SET state = ? WHERE row = ?")
        .Bind(static_cast<std::int64_t>(State::kReplyLost))
        .Bind(row)
        .Run();
  });
}

Status Ledger::ForgetSecret(std::int64_t row) {
  return UseOrRemember([row](Database& database) {
    return database.Prepare("DELETE FROM secrets WHERE row = ?").Bind(row).Run();
  });
}

Result<std::vector<SecretEntry>> Ledger::Secrets(const AccountId& account) {
  std::vector<SecretEntry> entries;
  Status status = Use([&](Database& database) -> Status {
    entries.clear();
    Statement select = database.Prepare(
        "SELECT row, state, chute_id, key, intent_time, sender FROM secrets "
        "WHERE api_url = ? AND user_id = ? ORDER BY intent_time DESC, row");
    select.Bind(account.api_url).Bind(account.user_id);
    for (;;) {
      const Result<bool> found = select.Step();
      if (!found.ok()) return found.status();
      if (!*found) return OkStatus();
      SecretEntry entry;
      entry.row = select.Integer(0);
      const std::string sender = select.Text(5);
      const bool sending = static_cast<State>(select.Integer(1)) == State::kSending &&
                           (sender == sender_ || IsRunning(sender));
      entry.state = sending ? State::kSending : State::kReplyLost;
      entry.chute_id = select.Text(2);
      entry.key = select.Text(3);
      entry.intent_time = model::Time(std::chrono::microseconds(select.Integer(4)));
      entries.push_back(std::move(entry));
    }
  });
  if (!status.ok()) return status;
  return entries;
}

}  // namespace chutesd::ledger
