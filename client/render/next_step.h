#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/rpc/call_error.h"
#include "proto/support/facts.h"

// What a user can do about an error, a warning or a finding. The daemon sends a code and facts; the words are
// here, one row for each code.
namespace chutes::render {

// The options of this command line that say which account and which daemon. They are repeated in every
// command that is shown, so that none acts on another account.
struct InForce {
  std::vector<std::string> options = {};         // for the account, such as {"--profile", "bob"}
  std::string account = {};                      // user name of the session; empty if it is not known
  std::vector<std::string> daemon_options = {};  // for the daemon: --socket
};

// The command alone, as it is typed; empty if there is none.
std::string CommandOf(const NextStep& step, const InForce& in_force);

// "COMMAND   (why)", for a line of its own.
std::string LineOf(const NextStep& step, const InForce& in_force);

// The row of a reason's name or of a code; nothing for one that this version does not know.
// A row whose facts are missing is advice alone.
std::optional<NextStep> NextStepFor(std::string_view code, const chutesd::Facts& facts);

// The lines for standard error:
//   chutes: WHAT
//     FIELD: what is wrong with it      (one per wrong field)
//     wait: 12 s                        (if the daemon said how long)
//     next: COMMAND
// Safe to print whatever the daemon sent.
std::string ErrorText(const rpc::CallError& error, const InForce& in_force);
// The same for what the client itself has to say.
std::string ErrorText(std::string_view message, const NextStep& next, const InForce& in_force);

// `warning: ...`, and what to do about it on a line of its own.
std::string WarningText(const rpc::Warning& warning, const InForce& in_force);

// What to do about an error: the client's own word, else the row of its reason, else the daemon's words.
NextStep NextOf(const rpc::CallError& error);

}  // namespace chutes::render
