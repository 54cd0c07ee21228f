#include "daemon/ops/nearest_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "daemon/base/lower_case.h"

namespace chutesd::ops {
namespace {

constexpr std::size_t kMostNames = 3;
constexpr std::size_t kShortestBeginning = 3;
// The comparison takes time by the product of the lengths.
constexpr std::size_t kLongestName = 256;

// Edits (insert, delete, replace a byte) that make one of the other.
std::size_t Distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

bool IsBeginning(std::string_view beginning, std::string_view text) {
  return beginning.size() >= kShortestBeginning && text.starts_with(beginning);
}

}  // namespace

std::vector<std::string> NearestNames(std::string_view name, const std::vector<std::string>& known) {
  if (name.size() > kLongestName) return {};
  const std::string wanted = LowerCase(name);
  // A third of the letters may be wrong.
  const std::size_t most = std::max<std::size_t>(2, wanted.size() / 3);
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& candidate : known) {
    if (candidate.size() > kLongestName) continue;
    const std::string lower = LowerCase(candidate);
    std::size_t distance = Distance(wanted, lower);
    if (IsBeginning(wanted, lower) || IsBeginning(lower, wanted)) distance = std::min(distance, most);
    if (distance <= most && distance < std::max(wanted.size(), lower.size()))
      near.emplace_back(distance, candidate);
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < near.size() && i < kMostNames; ++i) names.push_back(std::move(near[i].second));
  return names;
}

std::string DidYouMean(std::string_view name, const std::vector<std::string>& known) {
  std::string text;
  const std::vector<std::string> names = NearestNames(name, known);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string_view joint = i == 0 ? "" : i + 1 == names.size() ? " or " : ", ";
    text += fmt::format("{}'{}'", joint, names[i]);
  }
  return text.empty() ? text : fmt::format("; did you mean {}?", text);
}

}  // namespace chutesd::ops
