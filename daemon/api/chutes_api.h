#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/api/operations.h"
#include "daemon/api/retry.h"
#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/http/api_url.h"
#include "daemon/http/http_client.h"
#include "daemon/model/types.h"

namespace chutesd::api {

// What one ping told.
struct ProbeResult {
  Status status;  // OK if it answered a ping
  bool answered = false;
  http::ApiUrl url;        // who was asked
  http::StageTimes times;  // if it answered
  // How far the server's clock is ahead of ours (its `Date` has whole seconds); nothing if it did not say.
  std::optional<std::chrono::seconds> clock_ahead;
};

// Yields numbers from 0 to 1.
using Jitter = std::function<double()>;

// The calls of the Chutes API, one method each. Reads are tried up to three times, each time with a fresh
// nonce. Changes are sent once, on a connection of their own, and not at all if the caller is gone or its
// time is up; once sending begins they run to their end even if the caller goes away, and end in
// OUTCOME_UNKNOWN when they may have happened but their answer is lost or cannot be understood.
// `page` counts from 0; neither it nor `limit` may be negative. For ids, see PathOf. Other errors: see
// UpstreamStatus (upstream_status.h) and HttpClient::Send. All on the loop thread; what the constructor is
// given outlives this.
class ChutesApi {
 public:
  ChutesApi(http::HttpClient& http, const Clock& clock, Sleeper& sleeper, Jitter jitter);

  // Tests the connection to the API: one ping, on a connection of its own, that is not retried. `api_url` is
  // without a final slash.
  asio::awaitable<ProbeResult> Ping(CallContext ctx, std::string api_url);

  asio::awaitable<Result<model::User>> GetUser(CallContext ctx, Account account);

  // The account with the user id that the API knows its hotkey by, whatever a file says; asked for once for
  // each hotkey. An API key has its user's id in it.
  asio::awaitable<Result<Account>> Confirm(CallContext ctx, Account account);

  // Makes an account. `token` is what a person got from the registration page within the last 300 s.
  // Ask GetUser first whether the hotkey has an account: HOTKEY_NOT_REGISTERED means that it has none.
  asio::awaitable<Result<model::RegisteredUser>> RegisterUser(CallContext ctx, const std::string& api_url,
                                                              std::shared_ptr<const crypto::Hotkey> hotkey,
                                                              const std::string& username,
                                                              const std::string& coldkey, SecretString token);

  // Whether `username` may be had. Not signed; advice, as it can be gone a moment later.
  asio::awaitable<Result<model::UsernameCheck>> CheckUsername(CallContext ctx, std::string api_url,
                                                              const std::string& username);

  // Sets a new fingerprint, which must not be empty. Setting it again does no harm.
  asio::awaitable<Status> ChangeFingerprint(CallContext ctx, Account account, SecretString fingerprint);

  // The API has no order for keys: pages may overlap, and others be missed.
  asio::awaitable<Result<model::Page<model::ApiKey>>> ListKeys(CallContext ctx, Account account,
                                                               std::int64_t page, std::int64_t limit);
  asio::awaitable<Result<model::ApiKey>> GetKey(CallContext ctx, Account account,
                                                const std::string& api_key_id);
  asio::awaitable<Result<model::CreatedApiKey>> CreateKey(CallContext ctx, Account account,
                                                          const model::ApiKeySpec& spec);
  asio::awaitable<Status> DeleteKey(CallContext ctx, Account account, const std::string& api_key_id);

  // Newest first.
  asio::awaitable<Result<model::Page<model::Secret>>> ListSecrets(CallContext ctx, Account account,
                                                                  std::int64_t page, std::int64_t limit);
  asio::awaitable<Result<model::Secret>> GetSecret(CallContext ctx, Account account,
                                                   const std::string& secret_id);
  // `purpose` is the UUID of a chute, in lower case.
  asio::awaitable<Result<model::Secret>> CreateSecret(CallContext ctx, Account account,
                                                      const std::string& purpose, const std::string& key,
                                                      SecretString value);
  asio::awaitable<Status> DeleteSecret(CallContext ctx, Account account, const std::string& secret_id);

  // Chutes whose name has `name` in it, in any case, with `_` and `%` as wildcards; other users' chutes may
  // be among them.
  asio::awaitable<Result<model::Page<model::Chute>>> ListChutes(CallContext ctx, Account account,
                                                                const std::string& name, std::int64_t page,
                                                                std::int64_t limit);

 private:
  struct Call;

  // The decoded answer of the API.
  template <typename Decoder>
  auto Send(CallContext ctx, Call call, Decoder decode)
      -> asio::awaitable<decltype(decode(std::string_view()))>;
  // The body of the answer.
  asio::awaitable<Result<SecretString>> Read(CallContext ctx, const Call& call);
  asio::awaitable<Result<SecretString>> Change(CallContext ctx, const Call& call);
  // Signed anew each time.
  http::HttpRequest RequestFor(const Call& call) const;
  // `answer` as the result of `call`, with the HTTP status taken into account.
  Result<SecretString> Judge(const Call& call, Result<http::HttpResponse> answer) const;

  http::HttpClient& http_;
  const Clock& clock_;
  Sleeper& sleeper_;
  Jitter jitter_;
  std::map<std::pair<std::string, std::string>, std::string> user_ids_;  // by API URL and hotkey's address
};

}  // namespace chutesd::api
