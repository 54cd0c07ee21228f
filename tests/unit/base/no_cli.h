#pragma once

#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

#include "daemon/base/failure.h"

namespace chutesd {

// What the daemon says is for every client of the API: none of it may be a command line of `chutes`, which
// the CLI makes of facts.
inline bool HasCliCommand(const std::string& text) {
  static const std::regex pattern(
      R"(\bchutes (register|refinger|status|whoami|config|profiles|keys|secrets|daemon|doctor|version|--)|)"
      R"((^|[^-\w])--[a-z])");
  return std::regex_search(text, pattern);
}

inline void ExpectNoCliCommand(const Failure& failure) {
  EXPECT_FALSE(HasCliCommand(failure.message)) << failure.message;
  EXPECT_FALSE(HasCliCommand(failure.next_step)) << failure.next_step;
  for (const FieldViolation& each : failure.violations) {
    EXPECT_FALSE(HasCliCommand(each.description)) << each.description;
  }
}

// Of a status that failed; kUnspecified if it did not.
inline Reason CheckedReasonOf(const Status& status) {
  if (status.ok()) return Reason::kUnspecified;
  ExpectNoCliCommand(status.failure());
  return status.failure().reason;
}

// The facts of those of `warnings` that have this code.
inline std::vector<Facts> FactsOf(const std::vector<Warning>& warnings, const std::string& code) {
  std::vector<Facts> found;
  for (const Warning& warning : warnings) {
    EXPECT_FALSE(HasCliCommand(warning.text)) << warning.text;
    if (warning.code == code) found.push_back(warning.facts);
  }
  return found;
}

}  // namespace chutesd
