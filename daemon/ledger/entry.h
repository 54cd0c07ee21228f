#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/model/scope.h"
#include "daemon/model/time.h"

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

}  // namespace chutesd::ledger
