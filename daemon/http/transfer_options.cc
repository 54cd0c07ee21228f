#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "daemon/http/transfer.h"

// The options of an easy handle.
namespace chutesd::http {
namespace {

// Each option is one that libcurl 7.88 with OpenSSL and HTTP/2 has, so a refusal means no memory.
struct Setter {
  template <typename Value>
  void Set(CURLoption option, Value value) {
    if (curl_easy_setopt(easy, option, value) != CURLE_OK) ok = false;
  }

  CURL* easy;
  bool ok = true;
};

bool HoldsControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), absl::ascii_iscntrl);
}

// Whether what the caller says stays within its own header.
bool IsWhole(const HttpRequest& request) {
  return !HoldsControlCharacter(request.authorization.Reveal()) &&
         std::none_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
           const auto& [name, value] = header;
           return name.empty() || HoldsControlCharacter(name) || HoldsControlCharacter(value);
         });
}

bool Append(HeaderList& headers, const char* line) {
  curl_slist* const grown = curl_slist_append(headers.get(), line);
  if (headers == nullptr) headers.reset(grown);  // its first entry stays the first
  return grown != nullptr;
}

// False if there is no memory.
bool FillHeaders(HeaderList& headers, const HttpRequest& request) {
  // No `Expect: 100-continue`, which costs a round trip, and no form content type of libcurl's making.
  bool ok = Append(headers, "Expect:");
  const bool typed = std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
    return curl_strequal(header.first.c_str(), "content-type") != 0;
  });
  if (!typed) ok = ok && Append(headers, "Content-Type:");
  if (!request.authorization.empty()) {
    SecretString line("Authorization: ");
    line.Append(request.authorization.Reveal());
    line.Append(std::string_view("\0", 1));
    ok = ok && Append(headers, line.Reveal().data());
  }
  for (const auto& [name, value] : request.headers) {
    // `Name;` is how libcurl is told to send a header without a value.
    const std::string line = value.empty() ? fmt::format("{};", name) : fmt::format("{}: {}", name, value);
    ok = ok && Append(headers, line.c_str());
  }
  return ok;
}

void SetMethodAndBody(Setter& easy, const HttpRequest& request) {
  if (request.method == Method::kPost || !request.body.empty()) {
    easy.Set(CURLOPT_POST, 1L);
    easy.Set(CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.Reveal().data());
    easy.Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  if (request.method == Method::kGet && !request.body.empty()) easy.Set(CURLOPT_CUSTOMREQUEST, "GET");
  if (request.method == Method::kDelete) easy.Set(CURLOPT_CUSTOMREQUEST, "DELETE");
}

void SetTls(Setter& easy, const CurlHttpOptions& options) {
  easy.Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));  // this or newer
  easy.Set(CURLOPT_SSL_VERIFYPEER, 1L);
  easy.Set(CURLOPT_SSL_VERIFYHOST, 2L);
  // libcurl keeps the parsed CA bundle (24 ms to parse) for later connections of the same CURLM only
  // if no CA folder is set; Debian's build sets one by default.
  easy.Set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  if (!options.ca_file.empty()) easy.Set(CURLOPT_CAINFO, options.ca_file.c_str());
  easy.Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  // Rather wait for a handshake under way, to share its HTTP/2 connection, than start one more. Known
  // by ALPN at the end of the handshake; without TLS it would cost a whole round trip.
  easy.Set(CURLOPT_PIPEWAIT, 1L);
}

}  // namespace

Status Transfer::SetOptions(CURLSH* share) {
  if (!IsWhole(request_)) {
    return Fail(Reason::kInternal, "a request header holds a control character; nothing was sent");
  }
  if (!FillHeaders(headers_, request_)) return Fail(Reason::kInternal, "no memory for the request headers");
  // libcurl copies the URL.
  SecretString full_url{std::string_view(request_.url)};
  if (!request_.query.empty()) {
    full_url.Append("?");
    full_url.Append(request_.query.Reveal());
  }
  full_url.Append(std::string_view("\0", 1));

  Setter set{easy()};
  set.Set(CURLOPT_URL, full_url.Reveal().data());
  set.Set(CURLOPT_PROTOCOLS_STR, url_.tls ? "https" : "http");
  set.Set(CURLOPT_PATH_AS_IS, 1L);
  set.Set(CURLOPT_FOLLOWLOCATION, 0L);  // signed headers must not travel to where a redirect points
  set.Set(CURLOPT_HTTPHEADER, headers_.get());
  set.Set(CURLOPT_USERAGENT, "chutesd/" CHUTES_VERSION);
  SetMethodAndBody(set, request_);
  if (url_.tls) {
    SetTls(set, options_);
  } else {
    set.Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  }
  // Elsewhere HTTPS_PROXY and NO_PROXY hold, as usual with libcurl.
  if (url_.loopback) set.Set(CURLOPT_PROXY, "");
  set.Set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!request_.repeatable) {
    // A connection of its own, closed with the request: its buffers may hold a secret that went out or came
    // back.
    set.Set(CURLOPT_FRESH_CONNECT, 1L);
    set.Set(CURLOPT_FORBID_REUSE, 1L);
    // Nothing here authenticates by GSS. But libcurl puts no request on a connection that differs in this, as
    // it would put a later read on this one while it is open.
    set.Set(CURLOPT_GSSAPI_DELEGATION, static_cast<long>(CURLGSSAPI_DELEGATION_POLICY_FLAG));
  }
  set.Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.limits.connect.count()));
  set.Set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options_.reply_cap));
  set.Set(CURLOPT_NOSIGNAL, 1L);
  set.Set(CURLOPT_QUICK_EXIT, 1L);  // a cancel does not wait for the resolver's thread
  if (share != nullptr) set.Set(CURLOPT_SHARE, share);
  return set.ok ? OkStatus() : Fail(Reason::kInternal, "libcurl lacks memory or an option");
}

}  // namespace chutesd::http
