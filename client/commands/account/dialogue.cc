#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/wallets.pb.h"
#include "client/commands/account/registration.h"
#include "client/render/shown_text.h"
#include "proto/support/paths.h"

namespace chutes::commands {
namespace {

constexpr std::string_view kIntroduction =
    "This makes an account for a hotkey of a wallet. Nothing is changed before you have said yes; Ctrl-C "
    "leaves.\n";
constexpr std::string_view kHowToGetToken =
    "Open this page in a browser; it must be a person who does, as it checks for one:\n"
    "  https://rtok.chutes.ai/users/registration_token\n"
    "The token that it shows is valid for 300 seconds.\n";

// A UUID as the page shows it; anything else was copied wrongly.
std::string ProblemOfToken(const std::string& typed) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  const bool fits = std::ranges::equal(support::Trimmed(typed), kForm, [](char c, char of_form) {
    return of_form == '-' ? c == '-' : support::IsHexDigit(c);
  });
  return fits ? "" : fmt::format("this is not a token; one looks like {}", kForm);
}

// Advice only: the daemon itself replaces nothing that it was not told to.
bool IsThere(const std::string& path, const terminal::Files& files) {
  const std::optional<std::vector<std::string>> names = files.List(chutesd::support::FolderOf(path));
  return names && std::ranges::find(*names, path.substr(path.rfind('/') + 1)) != names->end();
}

using chutesd::v1::ListWalletsResponse;
using chutesd::v1::Wallet;
using chutesd::v1::WalletHotkey;
using terminal::Option;

// The options, and why the rest cannot be used.
struct Choice {
  std::vector<Option> options;
  std::string problems;  // "NAME: why; NAME: why"

  void AddProblem(std::string_view name, std::string_view why) {
    problems += fmt::format("{}{}: {}", problems.empty() ? "" : "; ", name, why);
  }
};

std::string NoteOf(const WalletHotkey& hotkey) {
  const std::string address = hotkey.ss58_address().empty() ? "address not known" : hotkey.ss58_address();
  return hotkey.storage() == chutesd::v1::HOTKEY_STORAGE_ENCRYPTED ? address + ", encrypted" : address;
}

Choice HotkeysOf(const Wallet& wallet) {
  Choice choice;
  for (const WalletHotkey& hotkey : wallet.hotkeys()) {
    if (hotkey.problem().empty()) {
      choice.options.push_back({hotkey.name(), NoteOf(hotkey)});
    } else {
      choice.AddProblem(fmt::format("{}/{}", wallet.name(), hotkey.name()), hotkey.problem());
    }
  }
  return choice;
}

Choice WalletsOf(const ListWalletsResponse& list) {
  Choice choice;
  for (const Wallet& wallet : list.wallets()) {
    const Choice hotkeys = HotkeysOf(wallet);
    if (!wallet.problem().empty()) {
      choice.AddProblem(wallet.name(), wallet.problem());
    } else if (hotkeys.options.empty()) {
      choice.AddProblem(wallet.name(), hotkeys.problems.empty() ? "has no hotkey" : hotkeys.problems);
    } else {
      const std::size_t count = hotkeys.options.size();
      choice.options.push_back({wallet.name(), fmt::format("{} hotkey{}", count, count == 1 ? "" : "s")});
    }
  }
  return choice;
}

// Takes what is given if it is an option, else asks.
std::optional<Exit> Choose(terminal::Prompter& prompter, std::string_view kind, const Choice& choice,
                           std::string& chosen) {
  if (std::ranges::find(choice.options, chosen, &Option::name) != choice.options.end()) return std::nullopt;
  if (!chosen.empty()) {
    prompter.Say(
        fmt::format("There is no {} '{}' that can be used.\n", kind, render::EscapeSentence(chosen)));
  }
  if (!choice.problems.empty()) {
    prompter.Say(fmt::format("Left out: {}\n", render::EscapeSentence(choice.problems)));
  }
  const bool is_wallet = kind == "wallet";
  std::optional<std::size_t> preset;
  if (choice.options.size() == 1) preset = 0;
  const std::optional<std::size_t> index =
      prompter.Choose(is_wallet ? "Wallets with a hotkey that can be used:" : "Hotkeys of the wallet:",
                      is_wallet ? "Wallet" : "Hotkey", choice.options, preset);
  if (!index) return prompter.exit();
  chosen = choice.options[*index].name;
  return std::nullopt;
}

// One dialogue. All must outlive it.
class Dialogue {
 public:
  Dialogue(Context& context, terminal::Prompter& prompter, Registration& registration)
      : context_(context), prompter_(prompter), registration_(registration) {}

  std::optional<Exit> Run() {
    prompter_.Say(kIntroduction);
    if (std::optional<Exit> left = AskUsername()) return left;
    if (std::optional<Exit> left = AskHotkey()) return left;
    if (std::optional<Exit> left = Probe()) return left;
    if (std::optional<Exit> left = AskConfigPath()) return left;
    if (registration_.restore) return std::nullopt;
    if (registration_.token.empty()) {
      if (std::optional<Exit> left = AskToken(prompter_, registration_)) return left;
    }
    return ConfirmSummary();
  }

 private:
  // What is wrong with a user name; empty: nothing. An API that cannot be asked ends the dialogue: exit_.
  std::string ProblemOf(const std::string& username) {
    if (username.empty()) return "type the user name that the account is to have";
    chutesd::v1::CheckUsernameRequest request;
    request.set_username(username);
    chutesd::v1::CheckUsernameResponse reply;
    exit_ = context_.Call(rpc::method::kCheckUsername, request, reply);
    if (exit_ || reply.available()) return "";
    if (!reply.problem().empty()) return "a user name " + reply.problem();
    return fmt::format("'{}' is taken{}{}", username, reply.alternatives().empty() ? "" : "; free are: ",
                       fmt::join(reply.alternatives(), ", "));
  }

  std::optional<Exit> AskUsername() {
    const auto check = [this](const std::string& answer) { return ProblemOf(answer); };
    std::string& username = registration_.username;
    if (!username.empty()) {
      const std::string problem = ProblemOf(username);
      if (exit_ || problem.empty()) return exit_;
      prompter_.Say(fmt::format("{}\n", render::EscapeSentence(problem)));
    }
    const std::optional<std::string> typed =
        prompter_.Ask("User name, 3 to 15 letters, digits, _ and -", "", check);
    if (exit_) return exit_;
    if (!typed) return prompter_.exit();
    username = *typed;
    return std::nullopt;
  }

  // Which wallet and which hotkey of it, among those that can be used; what the command line names is taken
  // if it can be.
  std::optional<Exit> AskHotkey() {
    chutesd::v1::ListWalletsRequest request;
    Checked<std::string> path = WalletsPath(registration_.wallets_path, context_.platform());
    if (path.error) return context_.Refuse(*path.error);
    request.mutable_session();  // none: wallets are no account's
    request.set_wallets_path(path.value);
    ListWalletsResponse list;
    if (const auto failed = context_.Call(rpc::method::kListWallets, request, list)) return failed;
    const Choice wallets = WalletsOf(list);
    if (wallets.options.empty()) {
      const std::string why = wallets.problems.empty() ? "it holds no wallet" : wallets.problems;
      return context_.Fail(Exit::kNotFound,
                           fmt::format("{}: no hotkey here can be used: {}", list.wallets_path(), why),
                           ShellCommand("btcli wallet create", "or name another folder with --wallets-path"));
    }
    if (const auto left = Choose(prompter_, "wallet", wallets, registration_.wallet)) return left;
    const auto wallet = std::find_if(list.wallets().begin(), list.wallets().end(), [this](const Wallet& one) {
      return one.name() == registration_.wallet;
    });
    return Choose(prompter_, "hotkey", HotkeysOf(*wallet), registration_.hotkey);
  }

  // Whether the hotkey has an account already.
  std::optional<Exit> Probe() {
    if (const auto error = ReadPassword(registration_, context_.platform())) return context_.Refuse(*error);
    chutesd::v1::ProbeHotkeyRequest request;
    chutesd::v1::ProbeHotkeyResponse reply;
    const UnlockedCall done =
        CallForHotkey(context_, &prompter_, registration_, rpc::method::kProbeHotkey, request, reply);
    if (done.left) return done.left;
    hotkey_address_ = reply.hotkey_ss58_address();
    coldkey_address_ = reply.coldkey_ss58_address();
    if (!reply.has_account()) return std::nullopt;
    account_ = reply.account().username();
    prompter_.Say(fmt::format("The hotkey {} has an account already: {}.\n", render::Escape(hotkey_address_),
                              render::Escape(account_)));
    const std::optional<bool> restore =
        prompter_.Confirm("Write the config file of that account instead?", true);
    if (!restore) return prompter_.exit();
    registration_.restore = *restore;
    if (*restore) return std::nullopt;
    prompter_.Say("Nothing was changed.\n");
    return Exit::kError;
  }

  // Where the config file goes: the one in use, unless it is there already and is not to be replaced; then
  // another is proposed, a profile named after the account.
  std::optional<Exit> AskConfigPath() {
    std::string& path = registration_.config_path;
    if (const auto failed = FindConfigPath(context_, path)) return failed;
    if (registration_.overwrite_config || !IsThere(path, context_.files())) return std::nullopt;

    const std::vector<terminal::Option> options = {
        {"another", "write another config file and keep this one as it is"},
        {"replace", "replace this one; it is kept beside the new one, with the date in its name"}};
    const std::optional<std::size_t> chosen =
        prompter_.Choose(fmt::format("There is a config file already, {}:", path), "What to do", options, 0);
    if (!chosen) return prompter_.exit();
    if (*chosen == 1) {
      registration_.overwrite_config = true;
      return std::nullopt;
    }
    const auto check = [this](const std::string& answer) -> std::string {
      const Checked<std::string> typed = AbsolutePath("the path", answer, context_.platform());
      if (typed.error) return typed.error->message;
      return IsThere(typed.value, context_.files()) ? "there is a file already" : "";
    };
    const std::string proposed = fmt::format("~/.chutes/environments/{}.ini",
                                             registration_.restore ? account_ : registration_.username);
    const std::optional<std::string> typed =
        prompter_.Ask("Path of the config file", check(proposed).empty() ? proposed : "", check);
    if (!typed) return prompter_.exit();
    path = AbsolutePath("the path", *typed, context_.platform()).value;
    return std::nullopt;
  }

  std::optional<Exit> ConfirmSummary() {
    prompter_.Say(fmt::format(
        "User name    {}\n"
        "Hotkey       {}  ({}/{})\n"
        "Coldkey      {}\n"
        "Config file  {}{}\n",
        render::Escape(registration_.username), render::Escape(hotkey_address_),
        render::Escape(registration_.wallet), render::Escape(registration_.hotkey),
        render::Escape(coldkey_address_), render::Escape(registration_.config_path),
        registration_.overwrite_config ? "  (a file that is there is replaced and kept beside it)" : ""));
    if (registration_.yes) return std::nullopt;
    const std::optional<bool> send = prompter_.Confirm("Make this account?", true);
    if (!send) return prompter_.exit();
    if (*send) return std::nullopt;
    prompter_.Say("Nothing was sent.\n");
    return Exit::kError;
  }

  Context& context_;
  terminal::Prompter& prompter_;
  Registration& registration_;
  std::optional<Exit> exit_;
  std::string hotkey_address_;
  std::string coldkey_address_;
  std::string account_;  // user name of the account that the hotkey has
};

}  // namespace

std::optional<Exit> AskToken(terminal::Prompter& prompter, Registration& registration) {
  prompter.Say(kHowToGetToken);
  std::optional<std::string> typed = prompter.AskHidden("Registration token", ProblemOfToken);
  if (!typed) return prompter.exit();
  registration.token = support::Trimmed(*typed);
  return std::nullopt;
}

std::optional<Exit> AskRegistration(Context& context, terminal::Prompter& prompter,
                                    Registration& registration) {
  return Dialogue(context, prompter, registration).Run();
}

}  // namespace chutes::commands
