#pragma once

#include <optional>
#include <string_view>

#include "daemon/api/operations.h"
#include "daemon/base/failure.h"

namespace chutesd::api {

// How one kind of 4xx answer is told to the user. In the order of the table's columns.
struct Refusal {  // NOLINT(clang-analyzer-optin.performance.Padding)
  // Which answers it is about.
  int http_status = 0;                 // 0: any
  std::optional<Operation> operation;  // nothing: any
  std::string_view said;               // must be part of the API's own words; empty: whatever it said

  Reason reason = Reason::kUpstreamFailed;
  std::string_view message;    // `{}` stands for what was asked; empty: "the API answered <status>"
  bool quote = false;          // whether the API's own words follow the message
  std::string_view next_step;  // empty if there is none
  std::string_view field;      // the request field that is wrong, if one alone can be
};

// The row of the table that fits. `words` is what the API said; `own_words` whether as its own `detail`: an
// answer of some proxy never means that a key is gone or a name is taken.
const Refusal& RefusalFor(Operation operation, int http_status, std::string_view words, bool own_words);

}  // namespace chutesd::api
