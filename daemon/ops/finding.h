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

// One thing that was examined. `fix` is a command for a POSIX shell and nothing else, so that it can be
// pasted; it is there for every warning and failure.
struct Finding {
  std::string check;
  Verdict verdict = Verdict::kOk;
  std::string detail;  // one line
  std::string fix = {};
  std::optional<std::chrono::microseconds> duration = {};

  bool operator==(const Finding&) const = default;
};

using Findings = std::vector<Finding>;

// A finding about a failure whose next step is a command, with `   (an explanation)` behind it perhaps: the
// command is the fix, and the explanation goes to the detail.
Finding BrokenBy(const Failure& failure, std::string check);

}  // namespace chutesd::ops
