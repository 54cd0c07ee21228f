#include "daemon/ops/finding.h"

namespace chutesd::ops {

Finding BrokenBy(const Failure& failure, std::string check) {
  constexpr std::size_t kBlanks = 3;
  const std::size_t end = failure.next_step.find("   (");
  Finding finding{std::move(check), Verdict::kFailed, failure.message, failure.next_step.substr(0, end)};
  if (end != std::string::npos) finding.detail += " " + failure.next_step.substr(end + kBlanks);
  return finding;
}

}  // namespace chutesd::ops
