#include "daemon/ledger/ledger.h"

#include <chrono>
#include <random>
#include <utility>

// What the ledger knows of secrets that were about to be made.

namespace chutesd::ledger {
namespace {

// Beyond this, something is wrong with the file for longer than a memory should grow.
constexpr std::size_t kMostUnwritten = 1000;

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

Ledger::Ledger(std::string path) : path_(std::move(path)), sender_(MarkOfThisProcess()) {}

std::int64_t Ledger::NewRow() {
  constexpr int kHalf = 32;
  std::random_device random;
  const std::uint64_t bits = (std::uint64_t{random()} << kHalf) | random();
  return static_cast<std::int64_t>(bits >> 1U);  // not negative
}

State Ledger::StateOf(std::int64_t number, const std::string& sender) const {
  const auto state = static_cast<State>(number);
  if (state != State::kSending) return state;
  return sender == sender_ || IsRunning(sender) ? State::kSending : State::kReplyLost;
}

Status Ledger::Open() {
  Result<std::string> file = PrepareLedgerFile(path_);
  if (!file.ok()) return file.status();
  Result<Database> opened = Database::Open(*file);
  if (!opened.ok()) return opened.status();
  if (Status status = Migrate(*opened, path_); !status.ok()) return status;
  real_path_ = *std::move(file);
  identity_ = IdentityOf(real_path_).value_or(FileIdentity());
  database_ = *std::move(opened);
  return OkStatus();
}

Status Ledger::Use(const Work& work) {
  // A file that was removed or replaced would take what is written with it.
  if (database_ && IdentityOf(real_path_) != identity_) database_.reset();
  if (!database_) {
    if (Status status = Open(); !status.ok()) return status;
  }
  Status status;
  while (status.ok() && !unwritten_.empty()) {
    status = unwritten_.front()(*database_);
    if (status.ok()) unwritten_.erase(unwritten_.begin());
  }
  if (status.ok()) status = work(*database_);
  if (!status.ok()) database_.reset();
  return status;
}

Status Ledger::UseOrDefer(Work work) {
  Status status = Use(work);
  if (!status.ok() && unwritten_.size() < kMostUnwritten) unwritten_.push_back(std::move(work));
  return status;
}

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
                          .Bind(NumberOf(State::kSending))
                          .Bind(sender_)
                          .Bind(std::int64_t{now.time_since_epoch().count()})
                          .Run();
    if (!inserted.ok()) return inserted;
    return transaction->Commit();
  });
  if (!status.ok()) return status;
  return row;
}

Status Ledger::RecordSecretReplyLost(std::int64_t row) {
  return UseOrDefer([row](Database& database) {
    return database.Prepare("UPDATE secrets SET state = ? WHERE row = ?")
        .Bind(NumberOf(State::kReplyLost))
        .Bind(row)
        .Run();
  });
}

Status Ledger::ForgetSecret(std::int64_t row) {
  return UseOrDefer([row](Database& database) {
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
      entry.state = StateOf(select.Integer(1), select.Text(5));
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
