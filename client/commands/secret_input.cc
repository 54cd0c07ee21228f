#include "client/commands/secret_input.h"

#include <fmt/format.h>

#include <utility>

#include "client/commands/own_file.h"
#include "client/render/shown_text.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {

cli::Checked<std::string> ReadSecret(std::string_view option, std::size_t limit, const cli::Env& env) {
  const auto refuse = [option](std::string_view what) {
    return cli::Checked<std::string>{"", cli::UsageError{fmt::format("{}: {}", option, what),
                                                         fmt::format("chutes ... {} < FILE", option)}};
  };
  if (env.in_is_terminal) return refuse("standard input is a terminal, where the secret would be seen");
  // Room for the newline, \r\n at most.
  std::optional<std::string> text = env.read_rest(limit + 2);
  if (!text) return refuse("standard input cannot be read");
  if (text->ends_with('\n')) text->pop_back();
  if (text->ends_with('\r')) text->pop_back();
  std::string_view problem;
  if (text->empty()) problem = "standard input is empty";
  if (text->size() > limit) problem = "standard input is too long";
  if (problem.empty() && !render::IsUtf8(*text)) problem = "standard input is not UTF-8";
  if (problem.empty()) return {std::move(*text), std::nullopt};
  rpc::Wipe(*text);
  return refuse(problem);
}

cli::Checked<std::string> ReadSecretFile(std::string_view option, const std::string& path, std::size_t limit,
                                         const cli::Env& env) {
  // Room for the newline, \r\n at most.
  cli::Checked<std::string> read = ReadOwnFile(option, path, limit + 2, env);
  if (read.error) return read;
  if (read.value.ends_with('\n')) read.value.pop_back();
  if (read.value.ends_with('\r')) read.value.pop_back();
  if (read.value.empty()) return {"", cli::UsageError{fmt::format("{}: {} is empty", option, path), ""}};
  return read;
}

}  // namespace chutes::commands
