#include "daemon/base/failure.h"

#include <fmt/format.h>

namespace chutesd {

Failure Fail(Reason reason, std::string message) { return {reason, std::move(message)}; }

Failure FailField(std::string_view field, std::string_view description, std::string_view next_step) {
  Failure failure{Reason::kInvalidArgument, fmt::format("{}: {}", field, description),
                  std::string(next_step)};
  failure.violations.push_back({std::string(field), std::string(description)});
  return failure;
}

std::ostream& operator<<(std::ostream& out, const Status& status) {
  if (status.ok()) return out << "ok";
  return out << ReasonName(status.reason()) << ": " << status.message();
}

}  // namespace chutesd
