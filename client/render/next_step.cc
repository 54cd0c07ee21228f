#include "client/render/next_step.h"

#include <fmt/format.h>

#include <algorithm>
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

// Opens the config file where it is wrong.
NextStep Edit(const Facts& facts) {
  const std::string path = Get(facts, fact::kPath);
  if (path.empty()) return Type({"chutes", "config", "check"});
  const std::string line = Get(facts, fact::kLine);
  return {
      {},
      fmt::format("${{EDITOR:-vi}} {}{}", line.empty() ? "" : fmt::format("+{} ", line), ShellWord(path))};
}

NextStep Register(const Facts& facts) {
  const std::string profile = Get(facts, fact::kProfile);
  if (!profile.empty()) return Type({"chutes", "profiles"}, "lists them; register makes one");
  return Type({"chutes", "register"}, "or name another config file with --config-path");
}

NextStep SetConfigValue(const Facts& facts) {
  const std::string value = Get(facts, fact::kValue);
  const bool is_plain = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (!is_plain) return Edit(facts);
  return Type({"sed", "-i", "-E",
               fmt::format("/^\\[{}\\]/,/^\\[/ s/^({})[[:space:]]*[=:].*/\\1 = {}/I",
                           Get(facts, fact::kSection), Get(facts, fact::kKey), value),
               Get(facts, fact::kPath)});
}

NextStep TakeRights(const Facts& facts) {
  const std::string path = Get(facts, fact::kPath);
  const std::string problem = Get(facts, fact::kProblem);
  if (path.empty() || problem == "kind") return Do("name another file with --config-path");
  if (problem == "owner")
    return Type({"ls", "-ld", path}, "it must be yours; or name another file with --config-path");
  if (problem == "folder") return Type({"chmod", "go-w", path});
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
  return Type({"chutes", "keys", "create", "--name", "NAME", "--admin"},
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
};

std::string_view NameOf(Reason reason) { return chutesd::ReasonName(reason); }

const Row kRows[] = {
    {NameOf(Reason::kInvalidArgument), Help},
    {NameOf(Reason::kInternal),
     [](const Facts&) {
       return Type({"chutes", "daemon", "logs"});
     }},
    {NameOf(Reason::kCancelled), [](const Facts&) { return Do("try again"); }},
    {NameOf(Reason::kTimeout), AllowTime},
    {NameOf(Reason::kQueueFull), [](const Facts&) { return Do("try again when other calls have ended"); }},
    {NameOf(Reason::kConfigMissing), Register},
    {NameOf(Reason::kConfigInvalid), Edit},
    {NameOf(Reason::kConfigUnsafe), TakeRights},
    {NameOf(Reason::kConfigExists),
     [](const Facts&) {
       return Do("name another file with --config-path, or replace it with --force, which keeps a copy");
     }},
    {NameOf(Reason::kConfigNotWritten),
     [](const Facts&) { return Do("name a file on a disk that can be written, with --config-path"); }},
    {NameOf(Reason::kSocketInUse),
     [](const Facts&) {
       return Type({"chutes", "daemon", "status"});
     }},
    {NameOf(Reason::kSocketUnsafe), LookAtFile},
    {NameOf(Reason::kHotkeyMissing), Register},
    {NameOf(Reason::kWalletNotFound), Wallets},
    {NameOf(Reason::kWalletUnusable), Wallets},
    {NameOf(Reason::kWalletLocked),
     [](const Facts&) {
       return Do("give the password with --password-file FILE, or choose a hotkey without one");
     }},
    {NameOf(Reason::kWalletPasswordWrong), [](const Facts&) { return Do("type the password again"); }},
    {NameOf(Reason::kApiKeyRefused),
     [](const Facts&) { return Do("give the whole secret_key that `chutes keys create` shows"); }},
    {NameOf(Reason::kLedgerFailed), LookAtFile},
    {NameOf(Reason::kApiUrlRefused),
     [](const Facts&) {
       return Do("use https://HOST, such as https://api.chutes.ai, in CHUTES_API_URL and base_url");
     }},
    {NameOf(Reason::kUpstreamUnauthenticated), NeedAdminKey},
    {NameOf(Reason::kUpstreamNonceRefused), SetClock},
    {NameOf(Reason::kHotkeyNotRegistered), Register},
    {NameOf(Reason::kUpstreamForbidden), NeedAdminKey},
    {NameOf(Reason::kUpstreamInvalid), Help},
    {NameOf(Reason::kUpstreamNotFound), Status},
    {NameOf(Reason::kUpstreamConflict), [](const Facts&) { return Do("look at what is there already"); }},
    {NameOf(Reason::kUpstreamRateLimited), TryLater},
    {NameOf(Reason::kUpstreamFailed), TryLater},
    {NameOf(Reason::kUpstreamMalformed), Status},
    {NameOf(Reason::kUpstreamTooLarge), [](const Facts&) { return Do("ask for less at once"); }},
    {NameOf(Reason::kUpstreamRedirected), Status},
    {NameOf(Reason::kUpstreamUnreachable), AskApi},
    {NameOf(Reason::kUpstreamTlsRefused), AskApi},
    {NameOf(Reason::kUpstreamPaymentRequired), [](const Facts&) { return Do("send TAO, then try again"); }},
    {NameOf(Reason::kOutcomeUnknown), Look},
    {NameOf(Reason::kKeyNotFound), ListKeys},
    {NameOf(Reason::kKeyNameTaken), NameTaken},
    {NameOf(Reason::kSecretNotFound), ListSecrets},
    {NameOf(Reason::kSecretExists), SetSecret},
    {NameOf(Reason::kChuteNotFound),
     [](const Facts&) { return Do("give the name of a chute of yours, or a chute's UUID"); }},
    {NameOf(Reason::kChuteAmbiguous), [](const Facts&) { return Do("give the UUID of one of them"); }},
    {NameOf(Reason::kSecretKeyBanned), [](const Facts&) { return Do("choose another key"); }},
    {NameOf(Reason::kUsernameTaken), [](const Facts&) { return Do("choose another name with --username"); }},
    {NameOf(Reason::kHotkeyRegistered), Restore},
    {NameOf(Reason::kRegistrationTokenRefused),
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
    {code::kKeyNotMade, [](const Facts&) { return Do("create it again"); }},
    {code::kSecretMade, SetSecret},
    {code::kSecretNotMade, SetSecret},
    {code::kSecretOutcomeOpen, ListSecrets},
    {code::kLedgerUnusable, LookAtFile},
    {code::kLedgerBehind, LookAtFile},
    {code::kScopeNeverMatches,
     [](const Facts&) { return Do("what works: --chutes --action invoke, or --admin for everything else"); }},
    {code::kNamesUnknown, TryLater},
    {"VERSIONS_DIFFER", [](const Facts&) { return ChutesCommand("daemon restart"); }},
};

}  // namespace

std::string CommandOf(const NextStep& step, const InForce& in_force) {
  if (step.chutes.empty()) return step.shell;
  std::string command = "chutes";
  for (const std::string& word : in_force.options) command += " " + ShellWord(word);
  return command + " " + step.chutes;
}

std::string LineOf(const NextStep& step, const InForce& in_force) {
  const std::string command = CommandOf(step, in_force);
  if (command.empty()) return step.why;
  std::string why = step.why;
  if (step.is_destructive && !in_force.account.empty()) {
    why = fmt::format("of account {}{}{}", in_force.account, why.empty() ? "" : "; ", why);
  }
  return why.empty() ? command : fmt::format("{}   ({})", command, why);
}

std::optional<NextStep> NextStepFor(std::string_view code, const Facts& facts) {
  for (const Row& row : kRows) {
    if (row.code == code) return row.make(facts);
  }
  return std::nullopt;
}

}  // namespace chutes::render
