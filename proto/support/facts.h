#pragma once

#include <map>
#include <string>

namespace chutesd {

// Values that an error, a warning or a finding is about, by name. They travel as ErrorInfo.metadata,
// Warning.facts and Finding.facts, so that no program has to read them out of a sentence.
using Facts = std::map<std::string, std::string>;

// Names of facts.
namespace fact {
inline constexpr char kPath[] = "path";               // of the file that it is about
inline constexpr char kFolder[] = "folder";           // that it is about, if not the file itself
inline constexpr char kLine[] = "line";               // in that file, from 1
inline constexpr char kSection[] = "section";         // of a config file
inline constexpr char kKey[] = "key";                 // of a config file or a secret
inline constexpr char kValue[] = "value";             // that would be right; never a secret
inline constexpr char kProblem[] = "problem";         // which of several, such as owner, mode, kind
inline constexpr char kMode[] = "mode";               // of a file, in octal
inline constexpr char kAccount[] = "account";         // user name of the session
inline constexpr char kConfigPath[] = "config_path";  // of the session
inline constexpr char kProfile[] = "profile";         // that the config file belongs to
inline constexpr char kApiUrl[] = "api_url";
inline constexpr char kHost[] = "host";
inline constexpr char kHttpStatus[] = "http_status";  // that the API answered
inline constexpr char kStage[] = "stage";             // config, dns, connect, tls, first_byte, reply
inline constexpr char kOperation[] = "operation";     // what was asked of the API, such as create_key
inline constexpr char kName[] = "name";
inline constexpr char kApiKeyId[] = "api_key_id";
inline constexpr char kSecretId[] = "secret_id";
inline constexpr char kChuteId[] = "chute_id";
inline constexpr char kWallet[] = "wallet";
inline constexpr char kHotkey[] = "hotkey";
inline constexpr char kWalletsPath[] = "wallets_path";
inline constexpr char kUsername[] = "username";
inline constexpr char kCount[] = "count";
inline constexpr char kNotBegun[] = "not_begun";  // "true": nothing was done, the call can be made again
inline constexpr char kNextStep[] = "next_step";  // in the terms of the API
}  // namespace fact

// Codes of warnings and findings.
namespace code {
inline constexpr char kConfigReadable[] = "CONFIG_READABLE";       // others can read the file of the seed
inline constexpr char kConfigValueWrong[] = "CONFIG_VALUE_WRONG";  // the API says another value
inline constexpr char kConfigNoAccount[] = "CONFIG_NO_ACCOUNT";    // it is there, without an account
inline constexpr char kApiNotThere[] = "API_NOT_THERE";            // what answers is not the Chutes API
inline constexpr char kClockWrong[] = "CLOCK_WRONG";
inline constexpr char kNoWallets[] = "NO_WALLETS";             // no hotkey that could be registered
inline constexpr char kKeySecretLost[] = "KEY_SECRET_LOST";    // a key was made whose secret nobody has
inline constexpr char kKeySecretsLost[] = "KEY_SECRETS_LOST";  // more of them
inline constexpr char kKeyNotMade[] = "KEY_NOT_MADE";          // a key whose reply was lost was not made
inline constexpr char kKeyOutcomeOpen[] = "KEY_OUTCOME_OPEN";  // whether a key was made is not known yet
inline constexpr char kSecretMade[] = "SECRET_MADE";           // one whose reply was lost is there
inline constexpr char kSecretNotMade[] = "SECRET_NOT_MADE";    // it is not there
inline constexpr char kSecretOutcomeOpen[] = "SECRET_OUTCOME_OPEN";
inline constexpr char kReplyIncomplete[] = "REPLY_INCOMPLETE";  // of a change that was made
inline constexpr char kLedgerUnusable[] = "LEDGER_UNUSABLE";
inline constexpr char kWalletReadable[] = "WALLET_READABLE";  // others can read or change a wallet's file
inline constexpr char kColdkeyUnknown[] = "COLDKEY_UNKNOWN";  // the wallet does not tell its coldkey
inline constexpr char kLedgerBehind[] = "LEDGER_BEHIND";      // a change is not noted in the ledger
inline constexpr char kScopeNeverMatches[] = "SCOPE_NEVER_MATCHES";
inline constexpr char kNamesUnknown[] = "NAMES_UNKNOWN";  // names of chutes could not be asked for
}  // namespace code

}  // namespace chutesd
