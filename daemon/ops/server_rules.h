#pragma once

#include <optional>
#include <string>
#include <string_view>

// What the API's server accepts, checked before anything is sent. Each function returns what is wrong,
// or nothing. Sources: the server's patterns as measured (see tests/vectors/requests.json).
namespace chutesd::ops {

// 8-4-4-4-12 hex digits, either case.
bool IsUuid(std::string_view text);

// `[A-Za-z0-9_-]{3,15}`. Stricter than the server in one case: it lets a final newline through.
std::optional<std::string> ProblemOfUsername(std::string_view username);

// 1 to 24 of word characters, `$`, `.`, `-`, white space and U+0080 to U+FFFF, in UTF-8. The server
// lets a newline through as the 25th character, and so does this.
std::optional<std::string> ProblemOfApiKeyName(std::string_view name);

// `[A-Za-z_][A-Za-z0-9_]*`, at most 256 bytes: anything else would stop the chute when it starts.
std::optional<std::string> ProblemOfSecretKey(std::string_view key);

// Whether the server refuses this secret key (403) because it would change how Python, the loader or
// the proxy of a chute works.
bool IsBannedSecretKey(std::string_view key);

// Not empty, at most 32 KiB, UTF-8 without NUL.
std::optional<std::string> ProblemOfSecretValue(std::string_view value);

// A UUID with any hex digits: what the registration page shows.
std::optional<std::string> ProblemOfRegistrationToken(std::string_view token);

// 16 to 128 printable ASCII characters, no blanks. Stricter than the server, which takes any text, and with
// an empty one lets nobody sign in any more.
std::optional<std::string> ProblemOfFingerprint(std::string_view fingerprint);

}  // namespace chutesd::ops
