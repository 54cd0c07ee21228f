#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "chutesd/v1/wallets.pb.h"
#include "client/commands/account/registration.h"
#include "client/render/shown_text.h"

namespace chutes::commands {
namespace {

using chutesd::v1::ListWalletsResponse;
using chutesd::v1::Wallet;
using chutesd::v1::WalletHotkey;
using terminal::Option;

// The options, and what hinders the rest.
struct Choice {
  std::vector<Option> options;
  std::string hindrances;  // "NAME: why; NAME: why"

  void Hinder(std::string_view name, std::string_view why) {
    hindrances += fmt::format("{}{}: {}", hindrances.empty() ? "" : "; ", name, why);
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
      choice.Hinder(fmt::format("{}/{}", wallet.name(), hotkey.name()), hotkey.problem());
    }
  }
  return choice;
}

Choice WalletsOf(const ListWalletsResponse& list) {
  Choice choice;
  for (const Wallet& wallet : list.wallets()) {
    const Choice hotkeys = HotkeysOf(wallet);
    if (!wallet.problem().empty()) {
      choice.Hinder(wallet.name(), wallet.problem());
    } else if (hotkeys.options.empty()) {
      choice.Hinder(wallet.name(), hotkeys.hindrances.empty() ? "has no hotkey" : hotkeys.hindrances);
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
  const auto is_chosen = [&chosen](const Option& option) { return option.name == chosen; };
  if (std::any_of(choice.options.begin(), choice.options.end(), is_chosen)) return std::nullopt;
  if (!chosen.empty()) {
    prompter.Say(
        fmt::format("There is no {} '{}' that can be used.\n", kind, render::EscapeSentence(chosen)));
  }
  if (!choice.hindrances.empty()) {
    prompter.Say(fmt::format("Left out: {}\n", render::EscapeSentence(choice.hindrances)));
  }
  const bool is_wallet = kind == "wallet";
  const std::optional<std::size_t> preset =
      choice.options.size() == 1 ? std::optional<std::size_t>(0) : std::nullopt;
  const std::optional<std::size_t> index =
      prompter.Choose(is_wallet ? "Wallets with a hotkey that can be used:" : "Hotkeys of the wallet:",
                      is_wallet ? "Wallet" : "Hotkey", choice.options, preset);
  if (!index) return prompter.exit();
  chosen = choice.options[*index].name;
  return std::nullopt;
}

}  // namespace

std::optional<Exit> AskHotkey(Context& context, terminal::Prompter& prompter, Registration& registration) {
  chutesd::v1::ListWalletsRequest request;
  Checked<std::string> path = WalletsPath(registration.wallets_path, context.world());
  if (path.error) return context.Refuse(*path.error);
  request.mutable_session();  // none: wallets are no account's
  request.set_wallets_path(path.value);
  ListWalletsResponse list;
  if (const auto failed = context.Call(rpc::method::kListWallets, request, list)) return failed;
  const Choice wallets = WalletsOf(list);
  if (wallets.options.empty()) {
    const std::string why = wallets.hindrances.empty() ? "it holds no wallet" : wallets.hindrances;
    return context.Fail(Exit::kNotFound,
                        fmt::format("{}: no hotkey here can be used: {}", list.wallets_path(), why),
                        "btcli wallet create   (or name another folder: chutes register --wallets-path DIR)");
  }
  if (const auto left = Choose(prompter, "wallet", wallets, registration.wallet)) return left;
  const auto wallet =
      std::find_if(list.wallets().begin(), list.wallets().end(),
                   [&registration](const Wallet& one) { return one.name() == registration.wallet; });
  return Choose(prompter, "hotkey", HotkeysOf(*wallet), registration.hotkey);
}

}  // namespace chutes::commands
