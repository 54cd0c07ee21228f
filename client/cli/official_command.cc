#include "client/cli/official_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "client/cli/first_word.h"
#include "client/cli/selector.h"

namespace chutes::cli {
namespace {

constexpr std::array<std::string_view, 11> kOfficialNames = {
    "build", "chutes", "deploy", "images",       "login",           "report",
    "run",   "share",  "warmup", "startup-logs", "transfer-balance"};

UsageError Wrong(std::string message, std::string_view command) {
  return {std::move(message), fmt::format("chutes {} --help   (the official CLI's)", command)};
}

// Takes `--config-path` and `--profile` out of the arguments, in both ways of giving a value.
class Sieve {
 public:
  Sieve(const std::vector<std::string>& args, std::size_t name) : args_(args), name_(name) {}

  std::optional<UsageError> Run() {
    for (at_ = 0; at_ < args_.size(); ++at_) {
      if (args_[at_] == "--") {
        kept_.insert(kept_.end(), args_.begin() + static_cast<std::ptrdiff_t>(at_), args_.end());
        break;
      }
      if (std::optional<UsageError> error = Take()) return error;
    }
    if (globals_.config_path && globals_.profile) {
      return Wrong("--config-path and --profile are two config files; give one", args_[name_]);
    }
    return std::nullopt;
  }

  std::vector<std::string>& kept() { return kept_; }
  const Globals& globals() const { return globals_; }

 private:
  // One argument, with its value if that is the next.
  std::optional<UsageError> Take() {
    const std::string& arg = args_[at_];
    const std::string option = arg.substr(0, arg.find('='));
    std::optional<std::string>* const place = option == "--config-path" ? &globals_.config_path
                                              : option == "--profile"   ? &globals_.profile
                                                                        : nullptr;
    if (place == nullptr) {
      // What we know before the command's name cannot reach another program; silence would be a lie.
      if (at_ < name_ && (TakesNext(option) || option == "--api-key-stdin" || option == "--no-autostart")) {
        return UsageError{
            fmt::format("{} means nothing to `{}`, which is the official CLI's", option, args_[name_]),
            fmt::format("chutes {}   (without {})", args_[name_], option)};
      }
      kept_.push_back(arg);
      return std::nullopt;
    }
    if (place->has_value()) return Wrong(fmt::format("{} is given more than once", option), args_[name_]);
    if (option.size() < arg.size()) {
      *place = arg.substr(option.size() + 1);
    } else if (++at_ < args_.size()) {
      *place = args_[at_];
    } else {
      return Wrong(fmt::format("{} needs a value", option), args_[name_]);
    }
    return std::nullopt;
  }

  const std::vector<std::string>& args_;
  std::size_t name_;
  std::size_t at_ = 0;
  std::vector<std::string> kept_;
  Globals globals_;
};

}  // namespace

std::span<const std::string_view> OfficialNames() { return kOfficialNames; }

std::optional<Checked<OfficialCommand>> ReadOfficialCommand(const std::vector<std::string>& typed,
                                                            const Env& env) {
  const std::vector<std::string> args = WithHelpOption(typed);
  const std::optional<std::size_t> name = FirstWord(args);
  if (!name || std::find(kOfficialNames.begin(), kOfficialNames.end(), args[*name]) == kOfficialNames.end()) {
    return std::nullopt;
  }
  Sieve sieve(args, *name);
  if (std::optional<UsageError> error = sieve.Run()) return Checked<OfficialCommand>{{}, std::move(error)};
  Checked<std::string> path = NamedConfigPath(sieve.globals(), env);
  if (path.error) return Checked<OfficialCommand>{{}, std::move(path.error)};
  return Checked<OfficialCommand>{{args[*name], std::move(sieve.kept()), std::move(path.value)},
                                  std::nullopt};
}

}  // namespace chutes::cli
