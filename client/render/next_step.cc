#include "client/render/next_step.h"

#include <fmt/format.h>

#include <utility>

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

constexpr const char* kNewToken = "https://rtok.chutes.ai/users/registration_token";

std::string Get(const Facts& facts, const char* name) {
  const auto found = facts.find(name);
  return found == facts.end() ? "" : found->second;
}

// A command by its words; `chutes` is this program.
NextStep Type(const Words& words, std::string why = "") {
  NextStep step = Advice(std::move(why));
  const bool is_ours = words.front() == "chutes";
  std::string& command = is_ours ? step.chutes : step.shell;
  for (std::size_t i = is_ours ? 1 : 0; i < words.size(); ++i) {
    command += (command.empty() ? "" : " ") + ShellWord(words[i]);
  }
  return step;
}
NextStep Do(std::string why) { return Advice(std::move(why)); }
NextStep Destroy(const Words& words, std::string why) {
  NextStep step = Type(words, std::move(why));
  step.is_destructive = true;
  return step;
}

// Adds `option` and its value, if the fact is there.
void AddOption(Words& words, const char* option, const Facts& facts, const char* name) {
  const std::string value = Get(facts, name);
  if (!value.empty()) words.insert(words.end(), {option, value});
}

// Opens the config file where it is wrong.
NextStep Edit(const Facts& facts) {
  const std::string path = Get(facts, fact::kPath);
  if (path.empty()) return Type({"chutes", "config", "check"});
  const std::string line = Get(facts, fact::kLine);
  return ShellCommand("${EDITOR:-vi} " + (line.empty() ? "" : ShellWord("+" + line) + " ") + ShellWord(path));
}

NextStep Register(const Facts& facts) {
  const std::string profile = Get(facts, fact::kProfile);
  if (!profile.empty()) return ProfilesCommand("lists them; register makes one");
  return Type({"chutes", "register"}, "or name another config file with --config-path");
}

// Names and value become a part of a program for sed: only plain ones.
NextStep SetConfigValue(const Facts& facts) {
  const std::string section = Get(facts, fact::kSection);
  const std::string key = Get(facts, fact::kKey);
  const std::string value = Get(facts, fact::kValue);
  for (const std::string& word : {section, key, value}) {
    if (!chutesd::support::IsWordOf(word, "_-")) return Edit(facts);
  }
  return Type({"sed", "-i", "-E",
               fmt::format("/^\\[{}\\]/,/^\\[/ s/^({})[[:space:]]*[=:].*/\\1 = {}/I", section, key, value),
               Get(facts, fact::kPath)});
}

NextStep TakeRights(const Facts& facts) {
  const std::string path = Get(facts, fact::kPath);
  const std::string problem = Get(facts, fact::kProblem);
  if (problem == "kind" || (path.empty() && problem != "folder"))
    return Do("name another file with --config-path");
  if (problem == "owner")
    return Type({"ls", "-ld", path}, "it must be yours; or name another file with --config-path");
  if (problem == "folder") return Type({"chmod", "go-w", Get(facts, fact::kFolder)});
  return Type({"chmod", "600", path}, "once you have seen that it is as you left it");
}

NextStep MakeReadable(const Facts& facts) { return Type({"chmod", "600", Get(facts, fact::kPath)}); }

NextStep DeleteLostKey(const Facts& facts) {
  return Destroy({"chutes", "keys", "delete", Get(facts, fact::kApiKeyId)}, "then create it again");
}

NextStep ListKeys(const Facts&) { return Type({"chutes", "keys", "list"}); }
NextStep ListSecrets(const Facts&) { return Type({"chutes", "secrets", "list"}); }
NextStep Status(const Facts&) {
  return Type({"chutes", "status"}, "shows which account, file and API are in use");
}
NextStep TryLater(const Facts&) { return Do("try again in a minute"); }
NextStep Help(const Facts&) { return Do("correct what is named above, or see --help"); }

NextStep SetSecret(const Facts& facts) {
  Words words = {"chutes", "secrets", "set"};
  AddOption(words, "--purpose", facts, fact::kChuteId);
  AddOption(words, "--key", facts, fact::kKey);
  return Destroy(words, "asks for the value, and replaces the one that is there");
}

NextStep NameTaken(const Facts& facts) {
  const std::string id = Get(facts, fact::kApiKeyId);
  if (Get(facts, fact::kProblem) == "secret_lost") return DeleteLostKey(facts);
  if (id.empty()) return Type({"chutes", "keys", "list"}, "or choose another name");
  return Type({"chutes", "keys", "get", id}, "or choose another name");
}

// Which command shows whether a change happened, by the operation that was asked of the API.
NextStep Look(const Facts& facts) {
  const std::string operation = Get(facts, fact::kOperation);
  if (operation == "create_key")
    return Type({"chutes", "keys", "list"}, "a key whose secret was lost is marked there");
  if (operation == "delete_key") return ListKeys(facts);
  if (operation == "create_secret" || operation == "delete_secret") {
    return Type({"chutes", "secrets", "list"}, "setting a secret again does no harm");
  }
  if (operation == "change_fingerprint") {
    return Do("set the same fingerprint again: it does no harm to set it twice");
  }
  return Type({"chutes", "whoami"}, "shows the account if it was made");
}

NextStep Restore(const Facts& facts) {
  Words words = {"chutes", "register", "--restore"};
  AddOption(words, "--wallet", facts, fact::kWallet);
  AddOption(words, "--hotkey", facts, fact::kHotkey);
  AddOption(words, "--wallets-path", facts, fact::kWalletsPath);
  return Type(words, "writes the config file of that account");
}

NextStep AskApi(const Facts& facts) {
  const std::string host = Get(facts, fact::kHost);
  if (Get(facts, fact::kStage) == "dns" && !host.empty()) return Type({"getent", "ahosts", host});
  const std::string url = Get(facts, fact::kApiUrl);
  if (!url.empty()) return Type({"curl", "-sS", "-m", "10", url + "/ping"});
  return Type({"chutes", "doctor"}, "shows how far a request comes");
}

NextStep AllowTime(const Facts& facts) {
  if (!Get(facts, fact::kApiUrl).empty()) return AskApi(facts);
  return Do("try again, with more time: --timeout SECONDS");
}

NextStep SetClock(const Facts&) {
  return Type({"timedatectl", "set-ntp", "true"}, "sets this machine's clock");
}

NextStep NeedAdminKey(const Facts& facts) {
  if (Get(facts, fact::kApiKeyId).empty()) return Status(facts);
  // Not of the account that is in use, which has no hotkey.
  return ShellCommand("chutes keys create --name NAME --admin",
                      "where the hotkey is; then give its secret_key as CHUTES_API_KEY");
}

NextStep Wallets(const Facts&) {
  return Do(
      "btcli makes wallets: see https://docs.learnbittensor.org; then name one with --wallet and --hotkey");
}

NextStep LookAtFile(const Facts& facts) {
  const std::string path = Get(facts, fact::kPath);
  if (path.empty()) return Type({"chutes", "daemon", "logs"});
  return Type({"ls", "-ld", path}, "it must be yours, and its disk must have room");
}

struct Row {
  std::string_view code;
  NextStep (*make)(const Facts& facts);
  const char* advice = "";  // if there is nothing to type: what to do, instead of `make`
};

std::string_view Called(Reason reason) { return chutesd::ReasonName(reason); }

const Row kRows[] = {
    {Called(Reason::kInvalidArgument), Help},
    {Called(Reason::kInternal),
     [](const Facts&) {
       return Type({"chutes", "daemon", "logs"});
     }},
    {Called(Reason::kCancelled), nullptr, "try again"},
    {Called(Reason::kTimeout), AllowTime},
    {Called(Reason::kStopping), nullptr, "try again; nothing was done"},
    {Called(Reason::kQueueFull), nullptr, "try again when other calls have ended"},
    {Called(Reason::kConfigMissing), Register},
    {Called(Reason::kConfigInvalid), Edit},
    {Called(Reason::kConfigUnsafe), TakeRights},
    {Called(Reason::kConfigExists), nullptr,
     "name another file with --config-path, or replace it with --force, which keeps a copy"},
    {Called(Reason::kConfigNotWritten), nullptr,
     "name a file on a disk that can be written, with --config-path"},
    {Called(Reason::kSocketInUse),
     [](const Facts&) {
       return Type({"chutes", "daemon", "status"});
     }},
    {Called(Reason::kSocketUnsafe), LookAtFile},
    {Called(Reason::kHotkeyMissing),
     [](const Facts& facts) {
       NextStep step = Register(facts);
       step.why += "; an admin key in CHUTES_API_KEY does for all but register and refinger";
       return step;
     }},
    {Called(Reason::kWalletNotFound), Wallets},
    {Called(Reason::kWalletUnusable), Wallets},
    {Called(Reason::kWalletLocked), nullptr,
     "give the password with --password-file FILE, or choose a hotkey without one"},
    {Called(Reason::kWalletPasswordWrong), nullptr, "type the password again"},
    {Called(Reason::kApiKeyRefused), nullptr, "give the whole secret_key that `chutes keys create` shows"},
    {Called(Reason::kLedgerFailed), LookAtFile},
    {Called(Reason::kApiUrlRefused), nullptr,
     "use https://HOST, such as https://api.chutes.ai, in CHUTES_API_URL and base_url"},
    {Called(Reason::kUpstreamUnauthenticated), NeedAdminKey},
    {Called(Reason::kUpstreamNonceRefused), SetClock},
    {Called(Reason::kHotkeyNotRegistered),
     [](const Facts& facts) {
       NextStep step = Register(facts);
       if (step.is_of_no_account) return step;
       step.chutes += " --force";
       step.why =
           "replaces the config file that is in use, and keeps a copy; or name another with --config-path";
       step.is_destructive = true;
       return step;
     }},
    {Called(Reason::kUpstreamForbidden), NeedAdminKey},
    {Called(Reason::kUpstreamInvalid), Help},
    {Called(Reason::kUpstreamNotFound), Status},
    {Called(Reason::kUpstreamConflict), nullptr, "look at what is there already"},
    {Called(Reason::kUpstreamRateLimited), TryLater},
    {Called(Reason::kUpstreamFailed),
     [](const Facts& facts) { return Get(facts, fact::kApiUrl).empty() ? TryLater(facts) : AskApi(facts); }},
    {Called(Reason::kUpstreamMalformed), Status},
    {Called(Reason::kUpstreamTooLarge), nullptr, "ask for less at once"},
    {Called(Reason::kUpstreamRedirected), Status},
    {Called(Reason::kUpstreamUnreachable), AskApi},
    {Called(Reason::kUpstreamTlsRefused), AskApi},
    {Called(Reason::kUpstreamPaymentRequired), nullptr, "send TAO, then try again"},
    {Called(Reason::kOutcomeUnknown), Look},
    {Called(Reason::kKeyNotFound), ListKeys},
    {Called(Reason::kKeyNameTaken), NameTaken},
    {Called(Reason::kSecretNotFound), ListSecrets},
    {Called(Reason::kSecretExists), SetSecret},
    {Called(Reason::kChuteNotFound), nullptr, "give the name of a chute of yours, or a chute's UUID"},
    {Called(Reason::kChuteAmbiguous), nullptr, "give the UUID of one of them"},
    {Called(Reason::kSecretKeyBanned), nullptr, "choose another key"},
    {Called(Reason::kUsernameTaken), nullptr, "choose another name with --username"},
    {Called(Reason::kHotkeyRegistered), Restore},
    {Called(Reason::kRegistrationTokenRefused),
     [](const Facts&) {
       return Do(fmt::format("get a new token at {} and register within 300 s", kNewToken));
     }},

    {code::kConfigReadable, MakeReadable},
    {code::kConfigValueWrong, SetConfigValue},
    {code::kConfigNoAccount, Register},
    {code::kApiNotThere, AskApi},
    {code::kClockWrong, SetClock},
    {code::kNoWallets,
     [](const Facts&) {
       return Type({"btcli", "wallet", "create"});
     }},
    {code::kWalletReadable, MakeReadable},
    {code::kColdkeyUnknown,
     [](const Facts&) {
       return Type({"btcli", "wallet", "regen-coldkeypub"});
     }},
    {code::kKeySecretLost, DeleteLostKey},
    {code::kKeySecretsLost, ListKeys},
    {code::kKeyOutcomeOpen, ListKeys},
    {code::kKeyNotMade, nullptr, "create it again"},
    {code::kSecretMade, SetSecret},
    {code::kSecretNotMade, SetSecret},
    {code::kSecretOutcomeOpen, ListSecrets},
    {code::kLedgerUnusable, LookAtFile},
    {code::kLedgerBehind, LookAtFile},
    {code::kScopeNeverMatches, nullptr,
     "what works: --chutes --action invoke, or --admin for everything else"},
    {code::kNamesUnknown, TryLater},
    {"VERSIONS_DIFFER", [](const Facts&) { return ChutesCommand("daemon restart"); }},
};

}  // namespace

std::optional<NextStep> NextStepFor(std::string_view code, const Facts& facts) {
  for (const Row& row : kRows) {
    if (row.code == code) return row.make != nullptr ? row.make(facts) : Advice(row.advice);
  }
  return std::nullopt;
}

}  // namespace chutes::render
