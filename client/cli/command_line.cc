#include "client/cli/command_line.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "client/cli/account_options.h"
#include "client/cli/command_list.h"
#include "client/cli/first_word.h"
#include "client/cli/official_command.h"
#include "client/cli/phantom_command.h"
#include "client/render/shown_text.h"
#include "client/rpc/wipe.h"

namespace chutes::cli {
namespace {

std::string RootFooter() {
  return fmt::format(
      "Handed to the official CLI, the next `chutes` on PATH:\n  {}\n\n"
      "Example:\n  chutes keys list --output json\n\nEvery command has its own --help.",
      fmt::join(OfficialNames(), " "));
}

Stop Refuse(const UsageError& error, std::string_view command) {
  const std::string help = fmt::format("chutes{}{} --help", command.empty() ? "" : " ", command);
  return {Exit::kUsage, "",
          fmt::format("chutes: {}\n  next: {}\n", render::EscapeSentence(error.message),
                      render::EscapeSentence(error.next.empty() ? help : error.next))};
}

// The commands as CLI11 knows them. Half of a command's time would go into making options, so only
// commands whose names are among the words get theirs: no other can be the one that is called.
class Tree {
 public:
  explicit Tree(const std::vector<std::string>& words)
      : root_("Talk to the Chutes API by way of chutesd, the daemon that holds the key.", "chutes") {
    Prepare(root_, RootFooter());
    root_.add_flag("--version", draft_.version, "Show the versions of client and daemon");
    for (const GroupSpec& group : Groups()) AddGroup(group, Contains(words, group.name));
    for (const CommandSpec& spec : Commands()) {
      if (spec.group.empty() || Contains(words, spec.group)) AddCommand(spec, Contains(words, spec.name));
    }
  }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  ~Tree() {
    rpc::Wipe(draft_.registration.token);
    rpc::Wipe(draft_.secret.value);
  }

  // May throw CLI::Error. CLI11 wants the arguments in reverse.
  void Parse(std::vector<std::string> args) {
    std::reverse(args.begin(), args.end());
    root_.parse(std::move(args));
  }

  const CLI::App& root() const { return root_; }
  const Draft& draft() const { return draft_; }

  // The innermost command or group that was named; the root if none was.
  const CLI::App& Innermost() const {
    const CLI::App* app = &root_;
    while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
    return *app;
  }

  // Nothing for the root and for groups.
  const CommandSpec* Named() const {
    const CLI::App& innermost = Innermost();
    const auto found = std::find_if(leaves_.begin(), leaves_.end(),
                                    [&innermost](const auto& leaf) { return leaf.first == &innermost; });
    return found == leaves_.end() ? nullptr : found->second;
  }

 private:
  void Prepare(CLI::App& app, std::string_view footer) {
    app.allow_extras();            // reported by ourselves, with what was probably meant
    app.require_subcommand(0, 1);  // so that a key may be named like a command
    app.footer(std::string(footer));
    AddGlobalOptions(app, draft_);
  }

  static bool Contains(const std::vector<std::string>& words, std::string_view name) {
    return std::find(words.begin(), words.end(), name) != words.end();
  }

  void AddGroup(const GroupSpec& group, bool named) {
    CLI::App& app = *root_.add_subcommand(std::string(group.name), std::string(group.summary));
    if (!named) return;
    Prepare(app, fmt::format("Example:\n  chutes {} {}", group.name, group.example));
  }

  void AddCommand(const CommandSpec& spec, bool named) {
    CLI::App& parent = spec.group.empty() ? root_ : *root_.get_subcommand(std::string(spec.group));
    CLI::App& app = *parent.add_subcommand(std::string(spec.name), std::string(spec.summary));
    leaves_.emplace_back(&app, &spec);
    if (!named) return;
    spec.add_options(app, draft_);
    Prepare(app, fmt::format("Example:\n  {}", spec.examples));
  }

  Draft draft_;
  CLI::App root_;
  std::vector<std::pair<const CLI::App*, const CommandSpec*>> leaves_;
};

// "keys list", as far as it was named.
std::string CommandOf(const Tree& tree) {
  std::string command;
  const CLI::App* app = &tree.root();
  while (!app->get_subcommands().empty()) {
    app = app->get_subcommands().front();
    command.append(command.empty() ? "" : " ").append(app->get_name());
  }
  return command;
}

std::vector<std::string> NamesOfOptions(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> NamesOfCommands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

// What is wrong with a word that no command took.
UsageError Unexpected(const std::string& word, const Tree& tree) {
  const CLI::App& innermost = tree.Innermost();
  if (word.starts_with('-')) {
    const std::string option = word.substr(0, word.find('='));
    return {fmt::format("unknown option '{}'{}", option, DidYouMean(option, NamesOfOptions(innermost))), ""};
  }
  const CommandSpec* command = tree.Named();
  if (command == nullptr) {
    std::vector<std::string> known = NamesOfCommands(innermost);
    if (&innermost == &tree.root()) known.insert(known.end(), OfficialNames().begin(), OfficialNames().end());
    return {fmt::format("unknown command '{}'{}", word, DidYouMean(word, known)), ""};
  }
  if (command->takes_secret) {
    return {"an argument too many; a value with blanks or special characters needs quotes", ""};
  }
  return {fmt::format("unexpected argument '{}'", word), ""};
}

std::optional<UsageError> FindUnexpected(const Tree& tree) {
  std::vector<std::string> words = tree.root().remaining(true);
  std::erase(words, "--");
  if (words.empty()) return std::nullopt;
  // Without a command the first word that should be one says more than an option that came before it.
  const auto word = std::find_if(words.begin(), words.end(), [&tree](const std::string& w) {
    return tree.Named() != nullptr || !w.starts_with('-');
  });
  return Unexpected(word == words.end() ? words.front() : *word, tree);
}

// CLI11's own errors in plain words, without the values that they may repeat. All values are taken as
// text, so that only a flag that was given one fails to convert.
UsageError Plain(const CLI::ParseError& error) {
  const std::string_view what = error.what();
  const auto option_from = [what](std::size_t start) {
    return std::string(what.substr(start, what.find_first_of(": ", start) - start));
  };
  constexpr std::string_view kNotConverted = "Could not convert: ";
  if (what.starts_with(kNotConverted)) {
    return {fmt::format("{} takes no value", option_from(kNotConverted.size())), ""};
  }
  if (what.find("At Most") != std::string_view::npos) {
    return {fmt::format("{} is given more than once", option_from(0)), ""};
  }
  if (what.find("missing") != std::string_view::npos)
    return {fmt::format("{} needs a value", option_from(0)), ""};
  return {"the command line cannot be understood", ""};
}

std::variant<Invocation, Stop> Finish(const Tree& tree) {
  const std::string name = CommandOf(tree);
  if (std::optional<UsageError> error = FindUnexpected(tree)) return Refuse(*error, name);
  Checked<Globals> globals = FinishGlobals(tree.draft());
  if (globals.error) return Refuse(*globals.error, name);
  if (tree.draft().version) return Invocation{std::move(globals.value), VersionArgs{}};
  const CommandSpec* command = tree.Named();
  if (command == nullptr) return Stop{Exit::kUsage, "", tree.root().help()};
  Checked<Command> finished = command->finish(tree.draft());
  if (finished.error) return Refuse(*finished.error, name);
  return Invocation{std::move(globals.value), std::move(finished.value)};
}

// `--name=` means an empty name, which CLI11 would take from the next word.
std::vector<std::string> SplitEmptyValues(std::vector<std::string> args) {
  std::vector<std::string> split;
  bool only_words = false;
  for (std::string& arg : args) {
    only_words = only_words || arg == "--";
    const bool is_empty_value = !only_words && arg.starts_with("--") && arg.find('=') == arg.size() - 1;
    if (is_empty_value) arg.pop_back();
    split.push_back(std::move(arg));
    if (is_empty_value) split.emplace_back();
  }
  return split;
}

}  // namespace

std::variant<Invocation, Stop> ParseCommandLine(std::vector<std::string> args) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    // The daemon speaks protobuf, whose texts are UTF-8.
    if (!render::IsUtf8(args[i])) return Refuse({fmt::format("argument {} is not UTF-8", i + 1), ""}, "");
  }
  args = WithHelpOption(std::move(args));
  if (const std::optional<UsageError> phantom = FindPhantom(args)) return Refuse(*phantom, "");
  args = SplitEmptyValues(std::move(args));
  Tree tree(args);
  try {
    tree.Parse(std::move(args));
    return Finish(tree);
  } catch (const CLI::CallForHelp&) {
    if (const std::optional<UsageError> error = FindUnexpected(tree)) return Refuse(*error, CommandOf(tree));
    return Stop{Exit::kOk, tree.root().help(), ""};
  } catch (const CLI::ParseError& error) {
    return Refuse(Plain(error), CommandOf(tree));
  }
}

}  // namespace chutes::cli
