#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/render/keys_view.h"
#include "client/rpc/next_step.h"
#include "client/terminal/process.h"
#include "proto/support/text.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

// What options have in common, what is wrong with them, and what else a command reads.
namespace chutes::commands {

struct Platform;

// A command line that cannot be obeyed.
struct UsageError {
  std::string message;  // one line
  NextStep next = {};   // what was probably meant; empty: the command's --help
};

// A result, or what is wrong with the command line.
template <typename T>
struct Checked {
  T value{};
  std::optional<UsageError> error = {};
};

// `word` among `known` as it was probably meant: the nearest by edits, if it is near enough.
std::optional<std::string> Nearest(std::string_view word, const std::vector<std::string>& known);
// `; did you mean 'X'?`, or nothing.
std::string DidYouMean(std::string_view word, const std::vector<std::string>& known);

using support::ShellWord;
// The same for what may be missing: then `placeholder` stands there as it is.
std::string WordOr(std::string_view text, std::string_view placeholder);

// What an option's values are held to, in our words; for CLI::Option::check. Gives what is wrong.
using Validator = std::function<std::string(const std::string& value)>;
Validator WholeNumber(int least, int most);
Validator OneOf(std::vector<std::string> names);
Validator NotEmpty();
// "read, write, delete or invoke"
std::string Alternatives(const std::vector<std::string>& names);

// Each of these options excludes the others.
void ExcludeEachOther(std::initializer_list<CLI::Option*> options);
// -y, --yes
void AddYes(CLI::App& app, bool& yes, std::string_view help = "Do not ask; needed without a terminal");

// --limit and --page of a list.
class PageOptions {
 public:
  void Add(CLI::App& app);
  template <typename Request>
  void Fill(Request& request) const {
    request.set_page_size(shown_.limit);
    request.set_skip(shown_.page * shown_.limit);
  }
  const render::PageShown& shown() const { return shown_; }

 private:
  render::PageShown shown_{0, 25};
};

// What is in a file, at most `limit` bytes of UTF-8.
Checked<std::string> ReadOwnFile(std::string_view option, const std::string& path, std::size_t limit,
                                 const Platform& platform);

// A secret from standard input, less one final newline. Refuses a terminal, where it would be seen, more than
// `limit` bytes, nothing at all, and what is not UTF-8.
Checked<std::string> ReadSecret(std::string_view option, std::size_t limit, const Platform& platform);
// The same from a file.
Checked<std::string> ReadSecretFile(std::string_view option, const std::string& path, std::size_t limit,
                                    const Platform& platform);

// Makes a new file for a secret before the secret is made, so that what cannot be written is known in time.
// What is wrong, or nothing; with an empty path nothing is to be done.
std::optional<UsageError> MakeSecretFile(std::string_view option, const std::string& path,
                                         const Platform& platform, terminal::NewFile& file);

}  // namespace chutes::commands
