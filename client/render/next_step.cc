#include "client/render/next_step.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "proto/support/paths.h"
#include "proto/support/reasons.h"
#include "proto/support/text.h"

namespace chutes::render {
namespace {

using chutesd::Facts;
using chutesd::Reason;
namespace code = chutesd::code;
namespace fact = chutesd::fact;
using chutesd::support::ShellWord;
using Words = std::vector<std::string>;

std::string Get(const Facts& facts, const char* name) {
  const auto found = facts.find(name);
  return found == facts.end() ? "" : found->second;
}

// A command by its words; `chutes` is this program. A word that is empty is a fact that is missing: then
// there is nothing to type, and the row's advice stands alone.
NextStep Type(const Words& words, std::string why = "") {
  if (std::ranges::find(words, "") != words.end()) return {};
  NextStep step = Advice(std::move(why));
  const bool is_ours = words.front() == "chutes";
  std::string& command = is_ours ? step.chutes : step.shell;
  for (std::size_t i = is_ours ? 1 : 0; i < words.size(); ++i) {
    command += (command.empty() ? "" : " ") + ShellWord(words[i]);
  }
  return step;
}

NextStep Destroy(const Words& words, std::string why) {
  NextStep step = Type(words, std::move(why));
  step.is_destructive = !step.empty();
  return step;
}

// Opens the config file where it is wrong.
NextStep Edit(const Facts& facts) {
  const std::string path = Get(facts, fact::kPath);
  if (path.empty()) return ChutesCommand("config check");
  const std::string line = Get(facts, fact::kLine);
  return ShellCommand("${EDITOR:-vi} " + (line.empty() ? "" : ShellWord("+" + line) + " ") + ShellWord(path));
}

NextStep Register(const Facts& facts) {
  const std::string profile = Get(facts, fact::kProfile);
  if (!profile.empty()) {
    return ProfilesCommand("lists them; `chutes register --profile " + ShellWord(profile) + "` makes it");
  }
  return ChutesCommand("register", "or name another config file with --config-path");
}

// Names and value become a part of a program for sed: only plain ones.
NextStep SetConfigValue(const Facts& facts) {
  const std::string section = Get(facts, fact::kSection);
  const std::string key = Get(facts, fact::kKey);
  const std::string value = Get(facts, fact::kValue);
  const auto is_plain = [](const std::string& word) { return chutesd::support::IsWordOf(word, "_-"); };
  if (!is_plain(section) || !is_plain(key) || !is_plain(value)) return Edit(facts);
  return Type({"sed", "-i", "-E",
               fmt::format("/^\\[{}\\]/,/^\\[/ s/^({})[[:space:]]*[=:].*/\\1 = {}/I", section, key, value),
               Get(facts, fact::kPath)});
}

// The file or its folder, whichever breaks the rule that `problem` names.
NextStep TakeRights(const Facts& facts) {
  const std::string problem = Get(facts, fact::kProblem);
  const std::string folder = Get(facts, fact::kFolder);
  const std::string path = folder.empty() ? Get(facts, fact::kPath) : folder;
  if (problem == "kind") return {};
  if (problem == "owner") return Type({"ls", "-ld", path}, "it must be yours; or name another file");
  if (problem == "folder") return Type({"chmod", "go-w", folder});
  return Type({"chmod", "600", Get(facts, fact::kPath)}, "once you have seen that it is as you left it");
}

// A key that was refused beside a config file is another user's than the account's there.
NextStep UseOneAccount(const Facts& facts) {
  if (Get(facts, fact::kPath).empty()) return {};
  return ChutesCommand("config explain",
                       "unset CHUTES_API_KEY to use the account in the config file, or give the key "
                       "with --api-key-stdin to use that");
}

NextStep MakeReadable(const Facts& facts) { return Type({"chmod", "600", Get(facts, fact::kPath)}); }
NextStep DeleteLostKey(const Facts& facts) {
  return Destroy({"chutes", "keys", "delete", Get(facts, fact::kApiKeyId)}, "then create it again");
}

NextStep SetSecret(const Facts& facts) {
  return Destroy(
      {"chutes", "secrets", "set", "--purpose", Get(facts, fact::kChuteId), "--key", Get(facts, fact::kKey)},
      "asks for the value, and replaces the one that is there");
}

NextStep NameTaken(const Facts& facts) {
  const std::string id = Get(facts, fact::kApiKeyId);
  if (Get(facts, fact::kProblem) == "secret_lost") return DeleteLostKey(facts);
  if (id.empty()) return ChutesCommand("keys list", "or choose another name");
  return Type({"chutes", "keys", "get", id}, "or choose another name");
}

// Which command shows whether a change happened, by the operation that was asked of the API.
NextStep Look(const Facts& facts) {
  const std::string operation = Get(facts, fact::kOperation);
  if (operation == "create_key")
    return ChutesCommand("keys list", "a key whose secret was lost is marked there");
  if (operation == "delete_key") return ChutesCommand("keys list");
  if (operation == "create_secret" || operation == "delete_secret")
    return ChutesCommand("secrets list", "setting a secret again does no harm");
  if (operation == "change_fingerprint")
    return Advice("set the same fingerprint again: it does no harm to set it twice");
  return ChutesCommand("whoami", "shows the account if it was made");
}

NextStep Restore(const Facts& facts) {
  Words words = {"chutes", "register", "--restore"};
  words.insert(words.end(), {"--wallet", Get(facts, fact::kWallet), "--hotkey", Get(facts, fact::kHotkey)});
  const std::string wallets_path = Get(facts, fact::kWalletsPath);
  if (!wallets_path.empty()) words.insert(words.end(), {"--wallets-path", wallets_path});
  return Type(words, "writes the config file of that account");
}

NextStep AskApi(const Facts& facts) {
  const std::string host = Get(facts, fact::kHost);
  if (Get(facts, fact::kStage) == "dns" && !host.empty()) return Type({"getent", "ahosts", host});
  const std::string url = Get(facts, fact::kApiUrl);
  if (!url.empty()) return Type({"curl", "-sS", "-m", "10", url + "/ping"});
  return ChutesCommand("doctor", "shows how far a request comes");
}

// Where the API may be at fault; without its URL the row's advice stands.
NextStep AskApiIfNamed(const Facts& facts) {
  return Get(facts, fact::kApiUrl).empty() ? NextStep() : AskApi(facts);
}

NextStep NeedAdminKey(const Facts& facts) {
  if (Get(facts, fact::kApiKeyId).empty())
    return ChutesCommand("status", "shows which account, file and API are in use");
  // Not of the account that is in use, which has no hotkey.
  return ShellCommand("chutes keys create --name NAME --admin",
                      "where the hotkey is; then give the secret that it shows as CHUTES_API_KEY");
}

NextStep LookAtFile(const Facts& facts) {
  const std::string path = Get(facts, fact::kPath);
  if (path.empty()) return ChutesCommand("daemon logs");
  if (!Get(facts, fact::kProblem).empty()) return TakeRights(facts);
  return Type({"ls", "-ld", path}, "it must be yours, and its disk must have room");
}

NextStep LookAtFolder(const Facts& facts) {
  const std::string path = Get(facts, fact::kPath);
  return Type({"ls", "-ld", path.empty() ? "" : support::FolderOf(path)},
              "it must be a folder that you can write to, on a disk with room; or name another file with "
              "--config-path");
}

NextStep RegisterOrUseKey(const Facts& facts) {
  NextStep step = Register(facts);
  step.why += "; an admin key in CHUTES_API_KEY does for all but register and refinger";
  return step;
}

NextStep RegisterAnew(const Facts& facts) {
  NextStep step = Register(facts);
  if (step.is_of_no_account) return step;
  step.chutes += " --force";
  step.why = "replaces the config file that is in use, and keeps a copy; or name another with --config-path";
  step.is_destructive = true;
  return step;
}

struct Row {
  std::string_view code;
  NextStep (*make)(const Facts& facts);  // null: the same whatever the facts are
  const char* advice = "";               // what `command` is for, or what to do if there is nothing to type
  const char* command = "";              // if `make` is null; `chutes` is this program
};

constexpr const char* kNewToken =
    "get a new token at https://rtok.chutes.ai/users/registration_token and register within 300 s";
// What answered may be no Chutes API, or one that is newer than this daemon.
constexpr const char* kBaseUrl =
    "shows the API URL: is base_url in the config file right? An older chutesd may need an update";
constexpr const char* kSetClock = "timedatectl set-ntp true";
constexpr const char* kSetsClock = "sets this machine's clock";
constexpr const char* kLater = "try again in a minute";
constexpr const char* kCorrect = "correct what is named above, or see --help";
constexpr const char* kLedger = "give the daemon another file for its ledger";
constexpr const char* kSetAgain = "set it with `chutes secrets set`, by --purpose and --key";
constexpr const char* kWallets =
    "name another with --wallet, --hotkey and --wallets-path; btcli makes wallets, see "
    "https://docs.learnbittensor.org";

std::string_view Called(Reason reason) { return chutesd::ReasonName(reason); }

const Row kRows[] = {
    {Called(Reason::kInvalidArgument), nullptr, kCorrect},
    {Called(Reason::kInternal), nullptr, "", "chutes daemon logs"},
    {Called(Reason::kCancelled), nullptr, "try again"},
    {Called(Reason::kTimeout), AskApiIfNamed, "try again, with more time: --timeout SECONDS"},
    {Called(Reason::kStopping), nullptr, "try again; nothing was done"},
    {Called(Reason::kQueueFull), nullptr, "try again when other calls have ended"},
    {Called(Reason::kConfigMissing), Register},
    {Called(Reason::kConfigInvalid), Edit},
    {Called(Reason::kConfigUnsafe), TakeRights,
     "take the rights of other users from the config file, or name another with --config-path"},
    {Called(Reason::kConfigExists), nullptr,
     "name another file with --config-path, or replace it with --force, which keeps a copy"},
    {Called(Reason::kConfigNotWritten), LookAtFolder,
     "name a file on a disk that can be written, with --config-path"},
    {Called(Reason::kSocketInUse), nullptr, "", "chutes daemon status"},
    {Called(Reason::kSocketUnsafe), LookAtFile, "name another socket with --socket"},
    {Called(Reason::kHotkeyMissing), RegisterOrUseKey},
    {Called(Reason::kWalletNotFound), nullptr, kWallets},
    {Called(Reason::kWalletUnusable), nullptr, kWallets},
    {Called(Reason::kWalletLocked), nullptr,
     "give the password with --password-file FILE, or choose a hotkey without one"},
    {Called(Reason::kWalletPasswordWrong), nullptr, "type the password again"},
    {Called(Reason::kApiKeyRefused), UseOneAccount,
     "give the whole secret_key that `chutes keys create` shows"},
    {Called(Reason::kLedgerFailed), LookAtFile, kLedger},
    {Called(Reason::kApiUrlRefused), nullptr,
     "use https://HOST, such as https://api.chutes.ai, in CHUTES_API_URL and base_url"},
    {Called(Reason::kUpstreamUnauthenticated), NeedAdminKey},
    {Called(Reason::kUpstreamNonceRefused), nullptr, kSetsClock, kSetClock},
    {Called(Reason::kHotkeyNotRegistered), RegisterAnew},
    {Called(Reason::kUpstreamForbidden), NeedAdminKey},
    {Called(Reason::kUpstreamInvalid), nullptr, kCorrect},
    {Called(Reason::kUpstreamNotFound), nullptr, kBaseUrl, "chutes status"},
    {Called(Reason::kUpstreamConflict), nullptr, "look at what is there already"},
    {Called(Reason::kUpstreamRateLimited), nullptr, kLater},
    {Called(Reason::kUpstreamFailed), AskApiIfNamed, kLater},
    {Called(Reason::kUpstreamMalformed), nullptr, kBaseUrl, "chutes status"},
    {Called(Reason::kUpstreamTooLarge), nullptr, "ask for less at once"},
    {Called(Reason::kUpstreamRedirected), nullptr,
     "if the address above is the API's, write it there as base_url", "chutes config show"},
    {Called(Reason::kUpstreamUnreachable), AskApi},
    {Called(Reason::kUpstreamTlsRefused), AskApi},
    {Called(Reason::kUpstreamPaymentRequired), nullptr, "send TAO, then try again"},
    {Called(Reason::kOutcomeUnknown), Look},
    {Called(Reason::kKeyNotFound), nullptr, "", "chutes keys list"},
    {Called(Reason::kKeyNameTaken), NameTaken, "choose another name"},
    {Called(Reason::kSecretNotFound), nullptr, "", "chutes secrets list"},
    {Called(Reason::kSecretExists), SetSecret, kSetAgain},
    {Called(Reason::kChuteNotFound), nullptr, "give the name of a chute of yours, or a chute's UUID"},
    {Called(Reason::kChuteAmbiguous), nullptr, "give the UUID of one of them"},
    {Called(Reason::kSecretKeyBanned), nullptr, "choose another key"},
    {Called(Reason::kUsernameTaken), nullptr, "choose another name with --username"},
    {Called(Reason::kHotkeyRegistered), Restore,
     "write the config file of that account with register --restore, --wallet and --hotkey"},
    {Called(Reason::kRegistrationTokenRefused), nullptr, kNewToken},

    {code::kConfigReadable, MakeReadable, "take the rights of other users from the config file"},
    {code::kConfigValueWrong, SetConfigValue},
    {code::kConfigNoAccount, Register},
    {code::kApiNotThere, AskApi},
    {code::kClockWrong, nullptr, kSetsClock, kSetClock},
    {code::kNoWallets, nullptr, "", "btcli wallet create"},
    {code::kWalletReadable, MakeReadable, "take the rights of other users from the wallet's files"},
    {code::kColdkeyUnknown, nullptr, "", "btcli wallet regen-coldkeypub"},
    {code::kKeySecretLost, DeleteLostKey, "delete the key, then create it again"},
    {code::kKeySecretsLost, nullptr, "", "chutes keys list"},
    {code::kKeyOutcomeOpen, nullptr, "", "chutes keys list"},
    {code::kKeyNotMade, nullptr, "create it again"},
    {code::kSecretMade, SetSecret, kSetAgain},
    {code::kSecretNotMade, SetSecret, kSetAgain},
    {code::kSecretOutcomeOpen, nullptr, "", "chutes secrets list"},
    {code::kLedgerUnusable, LookAtFile, kLedger},
    {code::kLedgerBehind, LookAtFile, kLedger},
    {code::kScopeNeverMatches, nullptr,
     "what works: --chutes --action invoke, or --admin for everything else"},
    {code::kNamesUnknown, nullptr, kLater},
    {code::kReplyIncomplete, nullptr, "keep what is shown: it is shown once"},
    {"VERSIONS_DIFFER", nullptr, "", "chutes daemon restart"},
};

}  // namespace

std::optional<NextStep> NextStepFor(std::string_view code, const Facts& facts) {
  const auto* const row = std::ranges::find(kRows, code, &Row::code);
  if (row == std::end(kRows)) return std::nullopt;
  constexpr std::string_view kOurs = "chutes ";
  const std::string_view command = row->command;
  if (command.starts_with(kOurs)) return ChutesCommand(row->command + kOurs.size(), row->advice);
  if (!command.empty()) return ShellCommand(row->command, row->advice);
  NextStep step = row->make != nullptr ? row->make(facts) : NextStep();
  return step.empty() ? Advice(row->advice) : step;
}

}  // namespace chutes::render
