#include "daemon/ledger/ledger.h"

#include <chrono>
#include <random>
#include <utility>

namespace chutesd::ledger {
namespace {

// Beyond this, something is wrong with the file for longer than a memory should grow.
constexpr std::size_t kMostUnwritten = 1000;

// Old entries of keys that were made make room for new ones; those whose outcome is not known never do.
constexpr std::int64_t kMostKeys = 20'000;
constexpr std::int64_t kMostSecrets = 10'000;

constexpr std::int64_t kNoAction = 0;

std::int64_t NewRow() {
  constexpr int kHalf = 32;
  std::random_device random;
  const std::uint64_t bits = (std::uint64_t{random()} << kHalf) | random();
  return static_cast<std::int64_t>(bits >> 1U);  // not negative
}

std::int64_t NumberOf(State state) { return static_cast<std::int64_t>(state); }

std::int64_t NumberOf(model::Time time) { return time.time_since_epoch().count(); }

model::Time TimeOf(std::int64_t number) { return model::Time(std::chrono::microseconds(number)); }

Status MakeRoomForKey(Database& database, const std::string& path) {
  const std::int64_t done = NumberOf(State::kDone);
  const Result<std::int64_t> kept = database.Number("SELECT count(*) FROM keys WHERE state <> ?", {done});
  if (!kept.ok()) return kept.status();
  if (*kept >= kMostKeys) {
    return LedgerFailed(path, "is full of keys whose secrets were lost",
                        "delete the keys that ListKeys names as lost");
  }
  const Result<std::int64_t> all = database.Number("SELECT count(*) FROM keys");
  if (!all.ok() || *all < kMostKeys) return all.status();
  return database.Execute(
      "DELETE FROM keys WHERE row IN (SELECT row FROM keys WHERE state = ? ORDER BY intent_time LIMIT ?)",
      {done, *all - kMostKeys + 1});
}

Status CheckRoomForSecret(Database& database, const std::string& path) {
  const Result<std::int64_t> count = database.Number("SELECT count(*) FROM secrets");
  if (!count.ok() || *count < kMostSecrets) return count.status();
  return LedgerFailed(path, "is full of secrets of which nobody knows whether they were made",
                      "call ListSecrets for each account that made them");
}

}  // namespace

Ledger::Ledger(std::string path) : path_(std::move(path)), sender_(MarkOfThisProcess()) {}

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
  Status status = database_ ? OkStatus() : Open();
  while (status.ok() && !unwritten_.empty()) {
    status = database_->Execute(unwritten_.front().sql, unwritten_.front().values);
    if (status.ok()) unwritten_.erase(unwritten_.begin());
  }
  if (status.ok()) status = work(*database_);
  if (!status.ok()) database_.reset();
  return status;
}

Status Ledger::Record(Change change) {
  Status status = Use([&change](Database& database) { return database.Execute(change.sql, change.values); });
  if (!status.ok() && unwritten_.size() < kMostUnwritten) unwritten_.push_back(std::move(change));
  return status;
}

Result<std::int64_t> Ledger::Begin(
    const std::function<Status(Database& database, std::int64_t row)>& insert) {
  const std::int64_t row = NewRow();
  Status status =
      Use([&](Database& database) { return database.Transact([&] { return insert(database, row); }); });
  if (!status.ok()) return status;
  return row;
}

Result<std::int64_t> Ledger::BeginKey(const AccountId& account, const model::ApiKeySpec& spec,
                                      model::Time now) {
  return Begin([&](Database& database, std::int64_t row) {
    Status status = MakeRoomForKey(database, path_);
    if (!status.ok()) return status;
    status = database.Execute(
        "INSERT INTO keys (row, api_url, user_id, name, admin, state, sender, intent_time) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        {row, account.api_url, account.user_id, spec.name, std::int64_t{spec.admin},
         NumberOf(State::kSending), sender_, NumberOf(now)});
    std::int64_t position = 0;
    for (const model::Scope& scope : spec.scopes) {
      if (!status.ok()) return status;
      status = database.Execute(
          "INSERT INTO scopes (key, position, object_type, object_id, action) VALUES (?, ?, ?, ?, ?)",
          {row, position++, static_cast<std::int64_t>(scope.object_type),
           scope.object_id ? Value(*scope.object_id) : Value(),
           scope.action ? static_cast<std::int64_t>(*scope.action) : kNoAction});
    }
    return status;
  });
}

Status Ledger::RecordKeyOutcome(std::int64_t row, State state, const std::string& api_key_id) {
  // Another daemon may have found the same key for another entry of the same name: the first one counts.
  return Record({"UPDATE OR IGNORE keys SET state = ?, api_key_id = ? WHERE row = ?",
                 {NumberOf(state), api_key_id.empty() ? Value() : Value(api_key_id), row}});
}

Status Ledger::ForgetKey(std::int64_t row) { return Record({"DELETE FROM keys WHERE row = ?", {row}}); }

Status Ledger::ForgetKeyById(const AccountId& account, const std::string& api_key_id) {
  return Record({"DELETE FROM keys WHERE api_url = ? AND user_id = ? AND api_key_id = ?",
                 {account.api_url, account.user_id, api_key_id}});
}

Result<std::vector<KeyEntry>> Ledger::Keys(const AccountId& account) {
  std::vector<KeyEntry> entries;
  // A row for each scope, or one for a key without any.
  const auto read = [&](const Row& row) {
    if (entries.empty() || entries.back().row != row.Integer(0)) {
      entries.push_back({.row = row.Integer(0),
                         .state = StateOf(row.Integer(1), row.Text(6)),
                         .api_key_id = row.Text(2),
                         .name = row.Text(3),
                         .admin = row.Integer(4) != 0,
                         .scopes = {},
                         .intent_time = TimeOf(row.Integer(5))});
    }
    if (row.IsNull(7)) return;
    entries.back().scopes.push_back({model::ObjectTypeOf(row.Integer(7)),
                                     row.IsNull(8) ? std::nullopt : std::optional(row.Text(8)),
                                     model::ActionOf(row.Integer(9))});
  };
  Status status = Use([&](Database& database) {
    return database.Execute(
        "SELECT row, state, api_key_id, name, admin, intent_time, sender, object_type, object_id, action "
        "FROM keys LEFT JOIN scopes ON scopes.key = keys.row "
        "WHERE api_url = ? AND user_id = ? ORDER BY intent_time DESC, row, position",
        {account.api_url, account.user_id}, read);
  });
  if (!status.ok()) return status;
  return entries;
}

Result<std::int64_t> Ledger::BeginSecret(const AccountId& account, const std::string& chute_id,
                                         const std::string& key, model::Time now) {
  return Begin([&](Database& database, std::int64_t row) {
    Status status = CheckRoomForSecret(database, path_);
    if (!status.ok()) return status;
    return database.Execute(
        "INSERT INTO secrets (row, api_url, user_id, chute_id, key, state, sender, intent_time) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        {row, account.api_url, account.user_id, chute_id, key, NumberOf(State::kSending), sender_,
         NumberOf(now)});
  });
}

Status Ledger::RecordSecretReplyLost(std::int64_t row) {
  return Record({"UPDATE secrets SET state = ? WHERE row = ?", {NumberOf(State::kReplyLost), row}});
}

Status Ledger::ForgetSecret(std::int64_t row) { return Record({"DELETE FROM secrets WHERE row = ?", {row}}); }

Result<std::vector<SecretEntry>> Ledger::Secrets(const AccountId& account) {
  std::vector<SecretEntry> entries;
  const auto read = [&](const Row& row) {
    entries.push_back({.row = row.Integer(0),
                       .state = StateOf(row.Integer(1), row.Text(5)),
                       .chute_id = row.Text(2),
                       .key = row.Text(3),
                       .intent_time = TimeOf(row.Integer(4))});
  };
  Status status = Use([&](Database& database) {
    return database.Execute(
        "SELECT row, state, chute_id, key, intent_time, sender FROM secrets "
        "WHERE api_url = ? AND user_id = ? ORDER BY intent_time DESC, row",
        {account.api_url, account.user_id}, read);
  });
  if (!status.ok()) return status;
  return entries;
}

}  // namespace chutesd::ledger
