#include "client/commands/options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <charconv>
#include <climits>
#include <utility>

namespace chutes::commands {

std::optional<std::string> Nearest(std::string_view word, const std::vector<std::string>& known) {
  std::vector<std::string> names = support::NearestNames(word, known, 1);
  return names.empty() ? std::nullopt : std::optional<std::string>(std::move(names.front()));
}

std::string DidYouMean(std::string_view word, const std::vector<std::string>& known) {
  return support::DidYouMean(word, known, 1);
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
