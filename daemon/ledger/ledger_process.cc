#include "daemon/ledger/ledger_process.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace chutesd::ledger {
namespace {

// When process `pid` began, in ticks since the machine did; empty if there is none.
std::string StartOf(std::string_view pid) {
  constexpr int kFieldsBetween = 20;  // from the state, which follows the name, to the start time
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // The name is in parentheses and may hold anything.
  std::size_t at = text.rfind(')');
  for (int field = 0; field < kFieldsBetween && at != std::string::npos; ++field) at = text.find(' ', at + 1);
  if (at == std::string::npos) return "";
  return text.substr(at + 1, text.find(' ', at + 1) - at - 1);
}

}  // namespace

std::string MarkOfThisProcess() {
  const std::string pid = fmt::format("{}", getpid());
  return fmt::format("{}:{}", pid, StartOf(pid));
}

bool IsRunning(std::string_view mark) {
  const std::size_t colon = mark.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view start = mark.substr(colon + 1);
  return !start.empty() && StartOf(mark.substr(0, colon)) == start;
}

}  // namespace chutesd::ledger
