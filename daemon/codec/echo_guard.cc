#include "daemon/codec/echo_guard.h"

#include <algorithm>
#include <unordered_set>
#include <vector>

namespace chutesd::codec {
namespace {

constexpr std::size_t kRun = 8;
constexpr std::size_t kShortestSecret = 4;

}  // namespace

std::string HideEcho(std::string_view text, std::string_view secret) {
  const std::size_t run = std::min(kRun, secret.size());
  if (run < kShortestSecret || text.size() < run) return std::string(text);
  std::unordered_set<std::string_view> runs;
  for (std::size_t i = 0; i + run <= secret.size(); ++i) runs.insert(secret.substr(i, run));
  std::vector<bool> hidden(text.size(), false);
  for (std::size_t i = 0; i + run <= text.size(); ++i) {
    if (!runs.contains(text.substr(i, run))) continue;
    for (std::size_t at = i; at < i + run; ++at) hidden[at] = true;
  }
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!hidden[i]) {
      safe += text[i];
    } else if (i == 0 || !hidden[i - 1]) {
      safe += "[hidden]";
    }
  }
  return safe;
}

}  // namespace chutesd::codec
