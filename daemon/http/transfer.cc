#include "daemon/http/transfer.h"

#include <algorithm>
#include <asio/post.hpp>
#include <system_error>
#include <utility>

namespace chutesd::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A tenth of the time, but no less than the least and no more than the most, is kept back from the caller's
// deadline, so that what is still to be done and the answer come before it.
steady_clock::time_point AnswerBy(steady_clock::time_point start, steady_clock::time_point deadline) {
  constexpr steady_clock::duration kLeast = milliseconds(50);
  constexpr steady_clock::duration kMost = milliseconds(500);
  constexpr int kShare = 10;
  return deadline - std::clamp((deadline - start) / kShare, kLeast, kMost);
}

// libcurl counts in whole milliseconds, and may be that much early.
constexpr milliseconds kRounding{2};

std::string HeaderText(CURL* easy, const char* name) {
  curl_header* header = nullptr;
  // The last response (-1): informational ones come before it.
  if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return "";
  return header->value;
}

// A point in time, from the start.
std::chrono::microseconds Since(CURL* easy, CURLINFO what) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy, what, &microseconds);
  return std::chrono::microseconds(microseconds);
}

bool LookedUp(CURL* easy) { return Since(easy, CURLINFO_NAMELOOKUP_TIME_T).count() > 0; }

StageTimes TimesOf(CURL* easy) {
  const auto looked_up = Since(easy, CURLINFO_NAMELOOKUP_TIME_T);
  const auto connected = std::max(looked_up, Since(easy, CURLINFO_CONNECT_TIME_T));
  // 0 without a handshake.
  const auto secured = std::max(connected, Since(easy, CURLINFO_APPCONNECT_TIME_T));
  const auto sending = std::max(secured, Since(easy, CURLINFO_PRETRANSFER_TIME_T));
  const auto answered = std::max(sending, Since(easy, CURLINFO_STARTTRANSFER_TIME_T));
  return {.dns = looked_up,
          .connect = connected - looked_up,
          .tls = secured - connected,
          .first_byte = answered - sending,
          .total = std::max(answered, Since(easy, CURLINFO_TOTAL_TIME_T))};
}

}  // namespace

Transfer::Transfer(asio::io_context& io, const CurlHttpOptions& options, OnAbort on_abort, CallContext ctx,
                   HttpRequest request, Done done)
    : io_(io),
      options_(options),
      on_abort_(std::move(on_abort)),
      ctx_(std::move(ctx)),
      request_(std::move(request)),
      easy_(curl_easy_init()),
      started_(steady_clock::now()),
      answer_by_(AnswerBy(started_, ctx_.deadline)),
      total_at_(std::min(started_ + options.limits.total, answer_by_)),
      limit_timer_(io),
      done_(std::move(done)) {}

Status Transfer::Prepare(CURLSH* share) {
  Result<ApiUrl> url = ParseApiUrl(request_.url);
  if (!url.ok()) return url.status();
  url_ = *std::move(url);
  if (ctx_.stop.stop_requested()) return CancelledStatus(Describe());
  if (answer_by_ <= started_) return TransportStatus(CURLE_OPERATION_TIMEDOUT, Describe());
  if (easy_ == nullptr) return TransportStatus(CURLE_OUT_OF_MEMORY, Describe());
  SetCallbacks();
  return SetOptions(share);
}

void Transfer::SetCallbacks() {
  const auto on_header = [](char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<Transfer*>(self)->OnHeader({data, size * count});
  };
  const auto on_body = [](char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<Transfer*>(self)->OnBody({data, size * count});
  };
  const auto on_resolve = [](void* /*resolver*/, void* /*unused*/, void* self) {
    static_cast<Transfer*>(self)->resolving_ = true;
    return 0;
  };
  const auto on_handshake = [](CURL* /*easy*/, void* /*context*/, void* self) {
    static_cast<Transfer*>(self)->handshaking_ = true;
    return CURLE_OK;
  };
  const auto on_about_to_send = [](void* self, char* /*peer_ip*/, char* /*local_ip*/, int /*peer_port*/,
                                   int /*local_port*/) {
    return static_cast<Transfer*>(self)->OnAboutToSend();
  };
  const auto set = [this](CURLoption function, auto* callback, CURLoption data) {
    curl_easy_setopt(easy(), function, callback);
    curl_easy_setopt(easy(), data, this);
  };
  curl_easy_setopt(easy(), CURLOPT_ERRORBUFFER, error_text_.data());
  set(CURLOPT_HEADERFUNCTION, +on_header, CURLOPT_HEADERDATA);
  set(CURLOPT_WRITEFUNCTION, +on_body, CURLOPT_WRITEDATA);
  set(CURLOPT_RESOLVER_START_FUNCTION, +on_resolve, CURLOPT_RESOLVER_START_DATA);
  set(CURLOPT_SSL_CTX_FUNCTION, +on_handshake, CURLOPT_SSL_CTX_DATA);
  set(CURLOPT_PREREQFUNCTION, +on_about_to_send, CURLOPT_PREREQDATA);
}

void Transfer::Begin() {
  ArmLimit();
  // Posted, since a stop may be requested from inside any callback.
  on_stop_.emplace(ctx_.stop, [this] {
    asio::post(io_, [weak = weak_from_this()] {
      if (const auto held = weak.lock()) held->on_abort_(*held, CancelledStatus(held->Describe()));
    });
  });
}

std::size_t Transfer::OnHeader(std::string_view line) {
  if (line.starts_with("HTTP/")) head_ended_ = false;  // a final reply after informational ones
  if (line == "\r\n" || line == "\n") head_ended_ = true;
  if (!std::exchange(answered_, true)) ArmLimit();
  return line.size();
}

std::size_t Transfer::OnBody(std::string_view part) {
  SecretString& body = response_.body;
  if (part.size() > options_.reply_cap - body.size()) {
    too_large_ = true;
    return part.size() + 1;  // tells libcurl to give up
  }
  if (body.empty()) {
    curl_off_t declared = -1;
    curl_easy_getinfo(easy(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &declared);
    if (declared > 0) body.Reserve(std::min(static_cast<std::size_t>(declared), options_.reply_cap));
  }
  body.Append(part);
  return part.size();
}

int Transfer::OnAboutToSend() {
  // libcurl sends again by itself when a connection that was used before dies without a reply. A fresh
  // connection all but rules that out; should it come to it all the same, it ends here.
  if (sent_at_) return request_.repeatable ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
  sent_at_ = steady_clock::now();
  ArmLimit();
  return CURL_PREREQFUNC_OK;
}

steady_clock::time_point Transfer::Limit() const {
  if (answered_) return total_at_;
  if (sent_at_) return std::min(total_at_, *sent_at_ + options_.limits.first_byte);
  return std::min(total_at_, started_ + options_.limits.connect);
}

void Transfer::ArmLimit() {
  limit_timer_.expires_at(Limit());
  limit_timer_.async_wait([weak = weak_from_this()](std::error_code error) {
    if (error) return;
    const std::shared_ptr<Transfer> held = weak.lock();
    // A handler that was queued already may find the limit moved.
    if (held != nullptr && steady_clock::now() >= held->Limit()) {
      held->on_abort_(*held, TransportStatus(CURLE_OPERATION_TIMEDOUT, held->Describe()));
    }
  });
}

Stage Transfer::CurrentStage() const {
  if (answered_) return Stage::kReply;
  if (sent_at_) return Stage::kFirstByte;
  if (handshaking_) return Stage::kTls;
  // Without a lookup under way it connects, or stands in line for a connection.
  return resolving_ && !LookedUp(easy()) ? Stage::kDns : Stage::kConnect;
}

bool Transfer::AnsweredByHttp1() const {
  long version = CURL_HTTP_VERSION_NONE;
  curl_easy_getinfo(easy(), CURLINFO_HTTP_VERSION, &version);
  return version == CURL_HTTP_VERSION_1_0 || version == CURL_HTTP_VERSION_1_1;
}

Ending Transfer::Describe() const {
  return {.stage = CurrentStage(),
          .authority = url_.authority,
          .detail = error_text_.data(),
          .elapsed = std::chrono::duration_cast<milliseconds>(steady_clock::now() - started_),
          .reply_cap = options_.reply_cap,
          .too_large = too_large_,
          .deadline_passed = steady_clock::now() + kRounding >= answer_by_};
}

Result<HttpResponse> Transfer::TakeReply(CURLcode code) {
  if (code != CURLE_OK) return TransportStatus(code, Describe());
  long status = 0;
  curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
  // libcurl is content when a connection ends in the middle of the headers, or after an informational
  // reply. To us that is no answer.
  if (!head_ended_ || status < 200) return TransportStatus(CURLE_PARTIAL_FILE, Describe());
  response_.status = static_cast<int>(status);
  response_.retry_after = HeaderText(easy(), "retry-after");
  response_.location = HeaderText(easy(), "location");
  response_.date = HeaderText(easy(), "date");
  response_.times = TimesOf(easy());
  return std::move(response_);
}

}  // namespace chutesd::http
