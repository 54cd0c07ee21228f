#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/render/keys_view.h"
#include "client/rpc/next_step.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

// What options have in common, and what is wrong with them.
namespace chutes::commands {

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

// A text as one word of a POSIX shell.
std::string ShellWord(std::string_view text);
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

}  // namespace chutes::commands
