#include "client/commands/options.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>
#include <utility>

#include "proto/support/unique_fd.h"

namespace chutes::commands {

std::string WordOr(std::string_view text, std::string_view placeholder) {
  return text.empty() ? std::string(placeholder) : ShellWord(text);
}

template <typename Number>
Validator NumberFrom(Number least, Number most, const char* kind) {
  return [least, most, kind](const std::string& text) -> std::string {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    if (is_number && number >= least && number <= most) return "";
    return fmt::format("must be {} from {} to {}, not '{}'", kind, least, most, text);
  };
}
template Validator NumberFrom(int least, int most, const char* kind);
template Validator NumberFrom(double least, double most, const char* kind);

Validator OneOf(std::vector<std::string> names) {
  return [names = std::move(names)](const std::string& text) -> std::string {
    if (std::ranges::find(names, text) != names.end()) return "";
    // "read, write, delete or invoke"
    return fmt::format("must be {} or {}, not '{}'{}", fmt::join(names.begin(), names.end() - 1, ", "),
                       names.back(), text, support::DidYouMean(text, names, 1));
  };
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

void AddWalletsPath(CLI::App& app, std::string& path) {
  app.add_option("--wallets-path", path,
                 "Path to Bittensor wallets directory (default: ~/.bittensor/wallets)");
}

void PageOptions::Add(CLI::App& app) {
  constexpr int kMaxLimit = 1000;  // see ListKeysRequest.page_size
  app.add_option("--limit", shown_.limit, "Number of items per page, 1 to 1000 (default: 25)")
      ->type_name("INTEGER")
      ->check(NumberFrom(1, kMaxLimit));
  // Together they must not skip more items than a request can say. --limit has been read by then.
  app.add_option("--page", shown_.page, "Page number, counted from 0 (default: 0)")
      ->type_name("INTEGER")
      ->check([this](const std::string& text) { return NumberFrom(0, INT_MAX / shown_.limit)(text); });
}

namespace {

std::string Why(int error) {
  std::array<char, 128> buffer{};
  return strerror_r(error, buffer.data(), buffer.size());
}

UsageError Wrong(std::string_view option, const std::string& path, std::string_view what) {
  return {fmt::format("{}: {}: {}", option, path, what), ShellCommand("ls -ld " + ShellWord(path))};
}

void DropNewline(std::string& text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
}

constexpr std::size_t kNewline = 2;  // \r\n at most

}  // namespace

Checked<std::string> ReadOwnFile(std::string_view option, const std::string& path, std::size_t limit,
                                 const Platform& platform) {
  Checked<std::string> place = AbsolutePath(option, path, platform);
  if (place.error) return place;
  const support::UniqueFd file(open(place.value.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  std::optional<std::string> text;
  if (file.valid()) text = terminal::ReadUpTo(file.get(), limit + 1);
  if (!text) return {"", Wrong(option, path, Why(errno))};
  if (text->size() > limit) return {"", Wrong(option, path, fmt::format("is larger than {} bytes", limit))};
  if (!render::IsUtf8(*text)) return {"", Wrong(option, path, "is not UTF-8")};
  return {*std::move(text)};
}

Checked<std::string> ReadSecret(std::string_view option, std::size_t limit, const Platform& platform) {
  const auto refuse = [option](std::string_view what) -> Checked<std::string> {
    return {"", UsageError{fmt::format("{}: standard input {}", option, what),
                           Advice(fmt::format("give it from a file: {} < FILE", option))}};
  };
  if (platform.terminal.facts().in) return refuse("is a terminal, where the secret would be seen");
  std::optional<std::string> text = platform.terminal.ReadRest(limit + kNewline);
  if (!text) return refuse("cannot be read");
  DropNewline(*text);
  if (text->empty()) return refuse("is empty");
  if (text->size() > limit) return refuse("is too long");
  if (!render::IsUtf8(*text)) return refuse("is not UTF-8");
  return {*std::move(text)};
}

Checked<std::string> ReadSecretFile(std::string_view option, const std::string& path, std::size_t limit,
                                    const Platform& platform) {
  Checked<std::string> read = ReadOwnFile(option, path, limit + kNewline, platform);
  if (read.error) return read;
  DropNewline(read.value);
  if (read.value.empty()) return {"", UsageError{fmt::format("{}: {} is empty", option, path)}};
  return read;
}

std::optional<UsageError> MakeSecretFile(std::string_view option, const std::string& path,
                                         const Platform& platform, terminal::NewFile& file) {
  if (path.empty()) return std::nullopt;
  Checked<std::string> place = AbsolutePath(option, path, platform);
  if (place.error) return std::move(place.error);
  if (file.Make(place.value)) return std::nullopt;
  if (errno != EEXIST) return Wrong(option, path, Why(errno));
  return UsageError{fmt::format("{}: {} is there already, and is not written over", option, path),
                    Advice("name another file, or move that one away")};
}

}  // namespace chutes::commands
