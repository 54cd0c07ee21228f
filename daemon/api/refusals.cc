#include "daemon/api/refusals.h"

#include <algorithm>
#include <optional>

namespace chutesd::api {
namespace {

constexpr std::string_view kCheckBaseUrl = "check that base_url is the address of the API";
constexpr std::string_view kCheckAccount =
    "check which config file and hotkey are used; both must belong to this account";
constexpr std::string_view kNewToken =
    "get a new token at https://rtok.chutes.ai/users/registration_token and register within 300 s";
constexpr std::string_view kSetClock = "set this machine's clock (timedatectl set-ntp true), then try again";
constexpr std::string_view kNoRoute = "this server has nothing to {}: it does not know the request";

constexpr std::nullopt_t kAny = std::nullopt;

// Rows that say more stand before those that say less; the first that fits counts.
const Refusal kRows[] = {
    {401, Operation::kChangeFingerprint, "Invalid nonce", Reason::kUpstreamNonceRefused,
     "the API refused the time in the request's signature: this machine's clock is off by five minutes or "
     "more",
     false, kSetClock, ""},
    // Also for a wrong signature.
    {401, Operation::kChangeFingerprint, "No user found", Reason::kHotkeyNotRegistered,
     "the API has no account for this hotkey", false, "", ""},
    {401, kAny, "Invalid nonce", Reason::kUpstreamNonceRefused,
     "the API refused the time in the request's signature: this machine's clock is off by ten minutes or "
     "more",
     false, kSetClock, ""},
    {401, kAny, "Could not find user with hotkey", Reason::kHotkeyNotRegistered,
     "the API has no account for this hotkey", false, "", ""},
    {401, kAny, "Either payload_str or purpose", Reason::kUpstreamNotFound, kNoRoute, false, kCheckBaseUrl,
     ""},
    {401, kAny, "Invalid request signature", Reason::kUpstreamUnauthenticated,
     "the API refused the hotkey's signature", false, kCheckAccount, ""},
    {401, kAny, "Invalid signature", Reason::kUpstreamUnauthenticated,
     "the API could not read the hotkey's signature", false, kCheckAccount, ""},
    {401, kAny, "", Reason::kUpstreamUnauthenticated, "the API did not accept who we say we are", true,
     kCheckAccount, ""},

    {402, kAny, "", Reason::kUpstreamPaymentRequired, "the API wants funds before it will {}", true,
     "send TAO to the coldkey that you register with (0.25 TAO must be on it), then try again", ""},

    {403, Operation::kRegisterUser, "registration token", Reason::kRegistrationTokenRefused,
     "the API refused the registration token: it is wrong or older than 300 s", false, kNewToken,
     "registration_token"},
    {403, Operation::kCreateSecret, "Banned secret key", Reason::kSecretKeyBanned,
     "the API does not allow a secret with this key", true,
     "choose another key: names with python or sglang, and those that begin with ld_ or sgl_, are refused",
     "key"},
    {403, kAny, "", Reason::kUpstreamForbidden, "the API forbids to {}", true, kCheckAccount, ""},

    {404, kAny, "No matching chute found", Reason::kUpstreamNotFound, kNoRoute, false, kCheckBaseUrl, ""},
    {404, Operation::kGetKey, "API key", Reason::kKeyNotFound, "this account has no API key with this id",
     false, "", "key"},
    {404, Operation::kDeleteKey, "API key", Reason::kKeyNotFound, "this account has no API key with this id",
     false, "", "key"},
    {404, Operation::kGetSecret, "Secret not found", Reason::kSecretNotFound,
     "this account has no secret with this id", false, "", "secret_id"},
    {404, Operation::kDeleteSecret, "Secret not found", Reason::kSecretNotFound,
     "this account has no secret with this id", false, "", "secret_id"},
    {404, Operation::kCreateSecret, "Did not find target chute", Reason::kChuteNotFound,
     "this account has no chute with this id", false,
     "deploy the chute first, or give the id of another one as purpose", "purpose"},
    {404, kAny, "", Reason::kUpstreamNotFound, "this server found nothing to {}", true, kCheckBaseUrl, ""},

    {409, Operation::kCreateKey, "already exists", Reason::kKeyNameTaken, "an API key with this name exists",
     false, "", "name"},
    {409, Operation::kCreateSecret, "already exists", Reason::kSecretExists,
     "the chute has a secret with this key; a secret cannot be changed", false, "", "key"},
    {409, Operation::kRegisterUser, "hotkey is already registered", Reason::kHotkeyRegistered,
     "this hotkey has an account already", false, "", "hotkey"},
    {409, Operation::kRegisterUser, "Username", Reason::kUsernameTaken, "this user name is taken", false,
     "choose another name", "username"},
    {409, kAny, "", Reason::kUpstreamConflict, "the API found a conflict when asked to {}", true, "", ""},

    {429, Operation::kRegisterUser, "", Reason::kUpstreamRateLimited,
     "the API takes no more registrations from this network address today", true,
     "try again tomorrow, or from another network", ""},
    {429, kAny, "", Reason::kUpstreamRateLimited, "the API wants fewer requests", true,
     "wait a minute, then try again", ""},

    {400, Operation::kRegisterUser, "Missing registration token", Reason::kRegistrationTokenRefused,
     "the API got no registration token", false, kNewToken, "registration_token"},
    {400, Operation::kRegisterUser, "Username must", Reason::kUpstreamInvalid,
     "the API refused the user name", true, "choose another name", "username"},
    {400, Operation::kCreateKey, "API key name", Reason::kUpstreamInvalid,
     "the API refused the name of the key: it takes 1 to 24 letters, digits, spaces and . _ - $", false,
     "choose another name", "name"},
    {400, kAny, "", Reason::kUpstreamInvalid, "the API refused to {}", true, "", ""},
    {422, kAny, "", Reason::kUpstreamInvalid, "the API refused to {}", true, "", ""},
    {413, kAny, "", Reason::kUpstreamInvalid, "the request is too large for the API", true, "", ""},
    {407, kAny, "", Reason::kUpstreamFailed, "the proxy wants credentials", true,
     "put them into the proxy's URL (HTTPS_PROXY), then restart chutesd", ""},
    {0, kAny, "", Reason::kUpstreamFailed, "", true, kCheckBaseUrl, ""},
};

}  // namespace

const Refusal& RefusalFor(Operation operation, int http_status, std::string_view words, bool own_words) {
  const auto fits = [&](const Refusal& row) {
    return (row.http_status == 0 || row.http_status == http_status) &&
           row.operation.value_or(operation) == operation && (own_words || row.said.empty()) &&
           words.find(row.said) != std::string_view::npos;
  };
  return *std::find_if(std::begin(kRows), std::end(kRows) - 1, fits);
}

}  // namespace chutesd::api
