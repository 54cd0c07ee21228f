#pragma once

#include <optional>
#include <string>

#include "daemon/base/secret_string.h"
#include "daemon/model/time.h"

namespace chutesd::model {

// An account as the API shows it to its owner.
struct User {
  std::string username;
  std::string user_id;  // UUID
  std::string hotkey;   // SS58 address; 48 hex digits for accounts made on the website
  std::string coldkey;
  std::string payment_address;
  std::optional<double> balance;  // USD
  Time create_time;
};

// A new account with its fingerprint, which the API shows only in this one reply.
struct RegisteredUser {
  User user;
  SecretString fingerprint;
};

// What the API says about a user name.
struct UsernameCheck {
  bool valid = false;      // keeps the server's rule
  bool available = false;  // nobody has it
};

}  // namespace chutesd::model
