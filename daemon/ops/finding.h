#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/base/failure.h"

namespace chutesd::ops {

enum class Verdict {
  kOk,
  kWarning,  // it works, but should be looked at
  kFailed,
  kSkipped,  // not examined, as something before it is broken or absent
};

// One thing that was examined. `code` and `facts` tell a program what is wrong and about what; they are there
// for every warning and failure.
struct Finding {
  std::string check;
  Verdict verdict = Verdict::kOk;
  std::string detail;     // one line
  std::string code = {};  // a reason's name, or a code of proto/support/facts.h
  Facts facts = {};
  std::optional<std::chrono::microseconds> duration = {};

  bool operator==(const Finding&) const = default;
};

using Findings = std::vector<Finding>;

// What is broken because of a failure.
inline Finding BrokenBy(const Failure& failure, std::string check) {
  return {std::move(check), Verdict::kFailed, failure.message, std::string(ReasonName(failure.reason)),
          failure.facts};
}

}  // namespace chutesd::ops
