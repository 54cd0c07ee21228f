#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/config/config.h"
#include "daemon/model/types.h"

namespace chutesd::session {

// Longest config path of a selector, in bytes.
inline constexpr std::size_t kMaxConfigPath = 4096;

// Where a value came from, so that a user can be told which one is used.
enum class Origin {
  kRequest,      // the client did not say
  kOption,       // an option on the client's command line
  kEnvironment,  // the client's environment
  kFile,
  kDefault,
  kDaemon,   // the daemon's own option or environment
  kProfile,  // a profile that the client was told to use
  kStdin,    // the client's standard input
};

// Which account a request is for.
struct Selector {
  std::string config_path;     // absolute; empty: the default path
  std::string api_url;         // empty: the file's, else the default
  bool allow_missing = false;  // accept a file that is absent or has no account
  // Used if the file has no hotkey, or if it came by standard input, for this call. With it a file without an
  // account is accepted, and so is an absent one if no path was named: a path that was named and is not there
  // is a mistake, and the key must not go to another API because of it.
  std::shared_ptr<const model::ApiKeyText> api_key = nullptr;
  // Why what was given as an API key is none: of consequence only where it would be used.
  Status api_key_problem = {};
  Origin config_path_origin = Origin::kRequest;
  Origin api_url_origin = Origin::kRequest;
  Origin allow_missing_origin = Origin::kRequest;
  Origin api_key_origin = Origin::kRequest;

  // Whether it asks for nothing, and so means the daemon's own session.
  bool empty() const { return config_path.empty() && api_url.empty() && !allow_missing && !has_api_key(); }
  bool has_api_key() const { return api_key != nullptr || !api_key_problem.ok(); }
  // Whether the client named a file, and did not only say which one is its default.
  bool names_file() const { return !config_path.empty() && config_path_origin != Origin::kDefault; }
};

// An account as its config file has it, and the selector. Never changes: an edited file makes a new session,
// and a call that holds this one ends with it. Hotkey and API key are wiped when the last holder releases it.
// Of an API key that another user's file stands beside, nothing of that user is in here.
struct Session : config::Config {
  std::string config_path;
  Origin config_path_origin = Origin::kDefault;
  std::string api_url;  // normalized, without a final slash
  Origin api_url_origin = Origin::kDefault;
  std::string api_key_id;                           // of the selector's or file's, used or not; may be empty
  std::chrono::system_clock::time_point load_time;  // when the file was last read without an error
  std::vector<Warning> warnings;                    // about the file
  bool allow_missing = false;
  Origin allow_missing_origin = Origin::kDefault;
  Origin api_key_origin = Origin::kRequest;
};

using SessionPtr = std::shared_ptr<const Session>;

}  // namespace chutesd::session
