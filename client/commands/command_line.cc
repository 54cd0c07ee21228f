#include "client/commands/command_line.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <utility>

#include "client/render/next_step.h"

namespace chutes::commands {
namespace {

using Words = std::vector<std::string>;

struct GroupInfo {
  std::string_view name, help, example;  // one of its commands
};
constexpr GroupInfo kGroups[] = {
    {"keys", "Manage API keys", "list"},
    {"secrets", "Manage secrets that chutes find in their environment", "list"},
    {"config", "Show and check the settings that are in force", "explain"},
    {"daemon", "Start, stop and watch the daemon", "status"},
};

// `globals`: what was read of them, so that the command line that was meant names the same account.
EarlyExit Refuse(const UsageError& error, std::string_view command, const Globals& globals = {}) {
  const NextStep help = ShellCommand(fmt::format("chutes{}{} --help", command.empty() ? "" : " ", command));
  return {Exit::kUsage, "",
          render::ErrorText(error.message, error.next.empty() ? help : error.next, OptionsInForce(globals))};
}

// `help keys list` as `keys list --help`; and `--name=`, which CLI11 would take from the next word, as the
// option and an empty word.
Words Prepared(Words words) {
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  Words prepared;
  bool only_words = false;
  for (std::string& word : words) {
    only_words = only_words || word == "--";
    const bool is_empty_value = !only_words && word.starts_with("--") && word.find('=') == word.size() - 1;
    if (is_empty_value) word.pop_back();
    prepared.push_back(std::move(word));
    if (is_empty_value) prepared.emplace_back();
  }
  return prepared;
}

// Which options exclude others is said when they are given together.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_size() == 0) return "";
    const bool is_list = option->get_expected_max() == CLI::detail::expected_max_vector_size;
    return " " + option->get_type_name() + (is_list ? " ..." : "");
  }
};

// The commands as CLI11 knows them. Half of a command's time would go into making options, so only
// commands whose names are among the words get theirs: no other can be the one that is called.
class Parser {
  struct Known {
    const CLI::App* app;
    CommandInfo info;
    std::unique_ptr<Command> command;
  };

 public:
  explicit Parser(Words words)
      : typed_(std::move(words)),
        words_(Prepared(typed_)),
        root_("Talk to the Chutes API by way of chutesd, the daemon that holds the key.", "chutes") {
    root_.formatter(std::make_shared<HelpFormatter>());
    root_.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    Prepare(root_,
            fmt::format("Handed to the official CLI, the next `chutes` on PATH:\n  {}\n\n"
                        "Example:\n  chutes keys list --output json\n\nEvery command has its own --help.",
                        fmt::join(OfficialCommands(), " ")));
    root_.add_flag("--version", version_, "Show the versions of client and daemon");
    for (const GroupInfo& group : kGroups) AddGroup(group);
    for (const CommandInfo* const info : kCommands) AddCommand(*info);
    // What stands behind `--` is no command of others.
    for (auto word = words_.begin(); word != words_.end() && *word != "--"; ++word) AddForeign(*word);
  }

  CommandLine Run() {
    bool help = false;
    std::optional<UsageError> error;
    try {
      root_.parse(Words(words_.rbegin(), words_.rend()));  // as CLI11 wants them
    } catch (const CLI::CallForHelp&) {
      help = true;
    } catch (const CLI::Success&) {
      return Foreign();
    } catch (const CLI::ParseError& wrong) {
      error = Plain(wrong);
      help = HelpIsAsked();
    }
    // The daemon speaks protobuf, whose texts are UTF-8.
    if (const auto no_text = std::ranges::find_if_not(typed_, render::IsUtf8); no_text != typed_.end()) {
      return Refuse({fmt::format("argument {} is not UTF-8", no_text - typed_.begin() + 1)}, "");
    }
    if (std::optional<UsageError> unexpected = FindUnexpected()) return Refuse(*unexpected, Named());
    if (help) return EarlyExit{Exit::kOk, root_.help(), ""};
    if (!error) error = FindRepeated();
    if (!error) error = CheckGlobals(*globals_);
    if (error) return Refuse(*error, Named(), *globals_);
    return Finish();
  }

 private:
  void Prepare(CLI::App& app, std::string footer) {
    app.require_subcommand(0, 1);  // so that a key may be named like a command
    app.footer(std::move(footer));
    AddGlobalOptions(app, *globals_);
  }

  bool IsTyped(std::string_view name) const { return std::ranges::find(words_, name) != words_.end(); }

  void AddGroup(const GroupInfo& group) {
    CLI::App& app = *root_.add_subcommand(std::string(group.name), std::string(group.help));
    if (!IsTyped(group.name)) return;
    Prepare(app, fmt::format("Example:\n  chutes {} {}", group.name, group.example));
  }

  void AddCommand(const CommandInfo& info) {
    const std::size_t blank = info.name.find(' ');
    const std::string group(info.name.substr(0, blank == std::string_view::npos ? 0 : blank));
    const std::string name(info.name.substr(blank + 1));  // npos + 1 is 0
    if (!group.empty() && !IsTyped(group)) return;
    CLI::App& parent = group.empty() ? root_ : *root_.get_subcommand(group);
    CLI::App& app = *parent.add_subcommand(name, std::string(info.help));
    commands_.push_back({&app, info, info.make()});
    if (!IsTyped(name)) return;
    commands_.back().command->AddOptions(app);
    Prepare(app, fmt::format("Example:\n  {}", info.example));
  }

  // A command of the official CLI, or one that is only documented: parsing stops at its name.
  void AddForeign(const std::string& word) {
    const Words& official = OfficialCommands();
    if (std::ranges::find(official, word) == official.end() && !IsOnlyDocumented(word)) return;
    const auto has_name = [&word](const CLI::App* app) { return app->get_name() == word; };
    if (!root_.get_subcommands(has_name).empty()) return;
    root_.add_subcommand(word)->group("")->preparse_callback([this](std::size_t words_left) {
      foreign_ = words_.size() - words_left - 1;
      throw CLI::Success();
    });
  }

  CommandLine Foreign() {
    const Words named(words_.begin() + static_cast<std::ptrdiff_t>(foreign_), words_.end());
    if (IsOnlyDocumented(named.front())) return Refuse(CorrectDocumented(named), "");
    for (const CLI::Option* option : root_.get_options()) {
      // What we know before the command's name cannot reach another program; ignoring it silently would
      // mislead.
      const std::string name = option->get_name();
      if (option->count() == 0 || name == "--config-path" || name == "--profile") continue;
      Globals kept = *globals_;
      kept.socket.clear();
      return Refuse(
          {fmt::format("{} means nothing to `{}`, which is the official CLI's", name, named.front()),
           ChutesCommand(named.front(), fmt::format("without {}", name))},
          "", kept);
    }
    const bool with_help = !typed_.empty() && typed_.front() == "help";
    Delegation delegation{named.front(), with_help ? words_ : typed_, {}};
    if (const std::optional<UsageError> error = TakeOutGlobals(delegation)) return Refuse(*error, "");
    return delegation;
  }

  // From the root to the innermost command or group that was named.
  std::vector<const CLI::App*> Path() const {
    std::vector<const CLI::App*> path = {&root_};
    while (!path.back()->get_subcommands().empty()) path.push_back(path.back()->get_subcommands().front());
    return path;
  }

  // "keys list", as far as it was named.
  std::string Named() const {
    std::string named;
    for (const CLI::App* app : Path()) {
      if (app != &root_) named.append(named.empty() ? "" : " ").append(app->get_name());
    }
    return named;
  }

  // Nothing for the root and for groups.
  Known* FindCommand() {
    const auto found = std::ranges::find(commands_, Path().back(), &Known::app);
    return found == commands_.end() ? nullptr : &*found;
  }

  bool HelpIsAsked() const {
    return std::ranges::any_of(Path(), [](const CLI::App* app) {
      return app->get_help_ptr() != nullptr && app->get_help_ptr()->count() > 0;
    });
  }

  template <typename Predicate>
  std::string FindOption(Predicate is_wanted) const {
    for (const CLI::App* app : Path()) {
      for (const CLI::Option* option : app->get_options()) {
        if (is_wanted(*option)) return option->get_name();
      }
    }
    return "";
  }

  // CLI11's errors in plain words, without the values that they may repeat.
  UsageError Plain(const CLI::ParseError& error) {
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
      return {fmt::format("{} needs a value", words_.back())};  // it looked for it behind the last word
    }
    if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
      // All values are checked before they are converted, but those that flags should not have.
      return {fmt::format("{} takes no value", FindOption([](const CLI::Option& option) {
                            const bool is_flag = option.get_items_expected_max() == 0;
                            return is_flag && option.count() > 0 && option.results().back() != "true";
                          }))};
    }
    if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) {
      const Known* const known = FindCommand();
      return {error.what(), known == nullptr ? NextStep() : known->command->Meant()};
    }
    if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr) return {error.what()};
    return {"the command line cannot be understood"};
  }

  std::optional<UsageError> FindRepeated() const {
    const std::string option = FindOption(
        [](const CLI::Option& each) { return each.get_items_expected_max() == 1 && each.count() > 1; });
    if (option.empty()) return std::nullopt;
    return UsageError{fmt::format("{} is given more than once", option)};
  }

  // What is wrong with a word that no command took.
  UsageError Unexpected(const std::string& word) {
    const CLI::App& innermost = *Path().back();
    if (word.starts_with('-')) {
      const std::string option = word.substr(0, word.find('='));
      Words known;
      for (const CLI::Option* each : innermost.get_options()) {
        for (const std::string& name : each->get_lnames()) known.push_back("--" + name);
      }
      return {fmt::format("unknown option '{}'{}", option, support::DidYouMean(option, known, 1))};
    }
    if (const Known* const command = FindCommand()) {
      return {command->info.takes_secret
                  ? "an argument too many; a value with blanks or special characters needs quotes"
                  : fmt::format("unexpected argument '{}'", word)};
    }
    Words known;
    for (const CLI::App* each : innermost.get_subcommands([](const CLI::App*) { return true; })) {
      if (!each->get_group().empty()) known.push_back(each->get_name());
    }
    if (&innermost == &root_) known.insert(known.end(), OfficialCommands().begin(), OfficialCommands().end());
    return {fmt::format("unknown command '{}'{}", word, support::DidYouMean(word, known, 1))};
  }

  std::optional<UsageError> FindUnexpected() {
    Words words = root_.remaining(true);
    std::erase(words, "--");
    if (words.empty()) return std::nullopt;
    // Without a command the first word that should be one says more than an option that came before it.
    const bool has_command = FindCommand() != nullptr;
    const auto word = std::ranges::find_if(
        words, [has_command](const std::string& each) { return has_command || !each.starts_with('-'); });
    return Unexpected(word == words.end() ? words.front() : *word);
  }

  CommandLine Finish() {
    Known* known = FindCommand();
    if (version_) known = &*std::ranges::find(commands_, root_.get_subcommand("version"), &Known::app);
    if (known == nullptr) return EarlyExit{Exit::kUsage, "", root_.help()};
    if (const std::optional<UsageError> error = known->command->Check())
      return Refuse(*error, Named(), *globals_);
    return Invocation{std::move(globals_), known->info, std::move(known->command)};
  }

  const Words typed_;
  const Words words_;
  std::unique_ptr<Globals> globals_ = std::make_unique<Globals>();
  bool version_ = false;
  std::size_t foreign_ = 0;  // place of the word that ended the reading
  CLI::App root_;
  std::vector<Known> commands_;
};

}  // namespace

CommandLine ParseCommandLine(std::vector<std::string> words) { return Parser(std::move(words)).Run(); }

}  // namespace chutes::commands
