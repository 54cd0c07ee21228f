#include "client/commands/input.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "client/render/shown_text.h"

namespace chutes::commands {
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
                                 const World& world) {
  Checked<std::string> place = AbsolutePath(option, path, world);
  if (place.error) return place;
  std::optional<std::string> text = terminal::ReadFile(place.value, limit);
  if (!text) return {"", Wrong(option, path, Why(errno))};
  if (text->size() > limit) return {"", Wrong(option, path, fmt::format("is larger than {} bytes", limit))};
  if (!render::IsUtf8(*text)) return {"", Wrong(option, path, "is not UTF-8")};
  return {*std::move(text)};
}

Checked<std::string> ReadSecret(std::string_view option, std::size_t limit, const World& world) {
  const auto refuse = [option](std::string_view what) {
    return Checked<std::string>{"",
                                UsageError{fmt::format("{}: {}", option, what),
                                           Advice(fmt::format("give it from a file: {} < FILE", option))}};
  };
  if (world.terminal.facts().in) {
    return refuse("standard input is a terminal, where the secret would be seen");
  }
  std::optional<std::string> text = world.terminal.ReadRest(limit + kNewline);
  if (!text) return refuse("standard input cannot be read");
  DropNewline(*text);
  if (text->empty()) return refuse("standard input is empty");
  if (text->size() > limit) return refuse("standard input is too long");
  if (!render::IsUtf8(*text)) return refuse("standard input is not UTF-8");
  return {*std::move(text)};
}

Checked<std::string> ReadSecretFile(std::string_view option, const std::string& path, std::size_t limit,
                                    const World& world) {
  Checked<std::string> read = ReadOwnFile(option, path, limit + kNewline, world);
  if (read.error) return read;
  DropNewline(read.value);
  if (read.value.empty()) return {"", UsageError{fmt::format("{}: {} is empty", option, path)}};
  return read;
}

std::optional<UsageError> MakeSecretFile(std::string_view option, const std::string& path, const World& world,
                                         terminal::NewFile& file) {
  if (path.empty()) return std::nullopt;
  Checked<std::string> place = AbsolutePath(option, path, world);
  if (place.error) return std::move(place.error);
  if (file.Make(place.value)) return std::nullopt;
  if (errno != EEXIST) return Wrong(option, path, Why(errno));
  return UsageError{fmt::format("{}: {} is there already, and is not written over", option, path),
                    Advice("name another file, or move that one away")};
}

}  // namespace chutes::commands
