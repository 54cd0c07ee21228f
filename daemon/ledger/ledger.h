#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/ledger/database.h"
#include "daemon/ledger/ledger_file.h"
#include "daemon/model/types.h"

namespace chutesd::ledger {

// Whose entries: accounts are told apart by API and user.
struct AccountId {
  std::string api_url;
  std::string user_id;
};

// How far a change has come. The numbers are those of the file.
enum class State {
  kSending = 1,     // it is being sent by a daemon that runs
  kReplyLost = 2,   // it was sent, and nobody knows what became of it
  kDone = 3,        // keys only: made, and the secret was handed over
  kSecretLost = 4,  // keys only: made, and nobody has the secret
};

// A key that was made, or was about to be made, through a daemon with this ledger.
struct KeyEntry {
  std::int64_t row = 0;
  State state = State::kSending;
  std::string api_key_id;  // empty until it is known
  std::string name;
  bool admin = false;
  std::vector<model::Scope> scopes;  // as asked for, with their actions
  model::Time intent_time;           // when it was about to be sent, by this machine's clock
};

// A secret that was about to be made or replaced. Once it is known what became of it, the entry goes.
struct SecretEntry {
  std::int64_t row = 0;
  State state = State::kSending;
  std::string chute_id;
  std::string key;
  model::Time intent_time;
};

// What was made, or was about to be made, through the daemons of this user: an SQLite file. It holds ids,
// names and scopes, never a secret. What a function has written is on the disk when it returns.
// All functions block, and all errors are LEDGER_FAILED. Used by one thread at a time; several processes may
// use one file.
class Ledger {
 public:
  // Opens nothing yet: the first use does, and each use after an error tries again.
  explicit Ledger(std::string path);

  // Writes down that a key is about to be made. Returns its row.
  Result<std::int64_t> BeginKey(const AccountId& account, const model::ApiKeySpec& spec, model::Time now);
  // What became of the key of `row`: kReplyLost without an id; kDone or kSecretLost with it. If this cannot
  // be written, it is remembered and written at the next use.
  Status RecordKeyOutcome(std::int64_t row, State state, const std::string& api_key_id = "");
  // The key of `row` was not made, or is gone. Remembered as above.
  Status ForgetKey(std::int64_t row);
  // The key with this id was deleted; fine if it is not here.
  Status ForgetKeyById(const AccountId& account, const std::string& api_key_id);
  // All entries of the account, newest first. One whose sender has ended is kReplyLost.
  Result<std::vector<KeyEntry>> Keys(const AccountId& account);

  // The same for a secret: its only outcome, besides being forgotten, is kReplyLost.
  Result<std::int64_t> BeginSecret(const AccountId& account, const std::string& chute_id,
                                   const std::string& key, model::Time now);
  Status RecordSecretReplyLost(std::int64_t row);
  Status ForgetSecret(std::int64_t row);
  Result<std::vector<SecretEntry>> Secrets(const AccountId& account);

 private:
  using Work = std::function<Status(Database&)>;
  struct Change {
    std::string_view sql;  // as Database::Execute wants it
    Values values;
  };
  // Writes a new entry, whole or not at all. Returns its row.
  Result<std::int64_t> Begin(const std::function<Status(Database& database, std::int64_t row)>& insert);
  // Opens the file if it is not open or is no longer the one at the path, writes what was not, then runs
  // `work`. Closes it after an error.
  Status Use(const Work& work);
  // Makes a change; one that fails is remembered.
  Status Record(Change change);
  Status Open();
  // As the file says; but what is being sent by a process that has ended is kReplyLost.
  State StateOf(std::int64_t number, const std::string& sender) const;

  const std::string path_;
  const std::string sender_;
  std::string real_path_;  // of the open file
  FileIdentity identity_;
  std::optional<Database> database_;
  std::vector<Change> unwritten_;
};

}  // namespace chutesd::ledger
