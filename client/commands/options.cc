#include "client/commands/options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <charconv>
#include <climits>
#include <numeric>
#include <utility>

namespace chutes::commands {
namespace {

// Edits (insert, delete, replace) that make one word of the other.
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

bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_-./:@%+=,").find(c) != std::string_view::npos;
}

}  // namespace

std::optional<std::string> Nearest(std::string_view word, const std::vector<std::string>& known) {
  // A third of the letters may be wrong: `craete`, `--nmae`. Long nonsense is not worth the comparison.
  constexpr std::size_t kLongestWord = 64;
  if (word.size() > kLongestWord) return std::nullopt;
  std::optional<std::string> nearest;
  std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const std::size_t distance = Distance(word, candidate);
    if (distance >= least || distance >= candidate.size()) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

std::string DidYouMean(std::string_view word, const std::vector<std::string>& known) {
  const std::optional<std::string> nearest = Nearest(word, known);
  return nearest ? fmt::format("; did you mean '{}'?", *nearest) : "";
}

std::string ShellWord(std::string_view text) {
  if (!text.empty() && std::all_of(text.begin(), text.end(), IsPlain)) return std::string(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += R"('\'')";
    } else {
      word += c;
    }
  }
  return word + "'";
}

std::string WordOr(std::string_view text, std::string_view placeholder) {
  return text.empty() ? std::string(placeholder) : ShellWord(text);
}

Validator WholeNumber(int least, int most) {
  return [least, most](const std::string& text) -> std::string {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    if (is_number && number >= least && number <= most) return "";
    return fmt::format("must be a whole number from {} to {}, not '{}'", least, most, text);
  };
}

std::string Alternatives(const std::vector<std::string>& names) {
  return fmt::format("{} or {}", fmt::join(names.begin(), names.end() - 1, ", "), names.back());
}

Validator OneOf(std::vector<std::string> names) {
  return [names = std::move(names)](const std::string& text) -> std::string {
    if (std::find(names.begin(), names.end(), text) != names.end()) return "";
    return fmt::format("must be {}, not '{}'{}", Alternatives(names), text, DidYouMean(text, names));
  };
}

Validator NotEmpty() {
  return [](const std::string& text) { return text.empty() ? "must not be empty" : ""; };
}

void ExcludeEachOther(std::initializer_list<CLI::Option*> options) {
  for (CLI::Option* const option : options) {
    for (CLI::Option* const other : options) {
      if (option != other) option->excludes(other);
    }
  }
}

void AddYes(CLI::App& app, bool& yes, std::string_view help) {
  app.add_flag("-y,--yes", yes, std::string(help));
}

void PageOptions::Add(CLI::App& app) {
  constexpr int kMaxLimit = 1000;  // see ListKeysRequest.page_size
  app.add_option("--limit", shown_.limit, "Number of items per page, 1 to 1000 (default: 25)")
      ->type_name("INTEGER")
      ->check(WholeNumber(1, kMaxLimit));
  // Together they must not skip more items than a request can say. --limit has been read by then.
  app.add_option("--page", shown_.page, "Page number, counted from 0 (default: 0)")
      ->type_name("INTEGER")
      ->check([this](const std::string& text) { return WholeNumber(0, INT_MAX / shown_.limit)(text); });
}

}  // namespace chutes::commands
