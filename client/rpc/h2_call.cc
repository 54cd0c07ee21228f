#include "client/rpc/h2_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "chutes/version.h"
#include "client/rpc/reply.h"

namespace chutes::rpc {
namespace {

// Room for a whole page of a list without a round trip for window updates.
constexpr std::uint32_t kWindow = std::uint32_t{1} << 20U;

std::string_view View(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

nghttp2_nv Header(std::string_view name, std::string_view value) {
  // nghttp2 does not write through these pointers, though its C interface has no const.
  return {reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
          reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NONE};
}

std::optional<int> ParseStatus(std::string_view text) {
  int status = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
  if (error != std::errc() || end != text.data() + text.size() || status < 0) return std::nullopt;
  return status;
}

H2Call& Self(void* user_data) { return *static_cast<H2Call*>(user_data); }

}  // namespace

struct H2Call::Callbacks {
  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                      std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t,
                      void* user_data) {
    H2Call& call = Self(user_data);
    if (frame->hd.stream_id != call.stream_) return 0;
    return call.OnHeader(View(name, name_size), View(value, value_size)) ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
  }

  static int OnData(nghttp2_session*, std::uint8_t, std::int32_t stream, const std::uint8_t* data,
                    std::size_t size, void* user_data) {
    H2Call& call = Self(user_data);
    if (stream != call.stream_) return 0;
    if (call.reply_.body.size() + size > kMaxBody) {
      call.Break(fmt::format("the answer is larger than {} MiB", kMaxBody >> 20U));
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
    call.reply_.body.append(View(data, size));
    return 0;
  }

  static int OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* user_data) {
    H2Call& call = Self(user_data);
    if (frame->hd.stream_id != call.stream_) return 0;
    // Not once a GOAWAY has ended the stream: that says more.
    if (frame->hd.type == NGHTTP2_RST_STREAM && call.state_ == State::kWaiting)
      call.reply_.reset = frame->rst_stream.error_code;
    const bool ends = (frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) &&
                      (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    // A server may answer before it has read the whole request; what it would do then does not matter.
    if (ends && call.state_ == State::kWaiting) call.state_ = State::kDone;
    return 0;
  }

  static int OnClose(nghttp2_session*, std::int32_t stream, std::uint32_t error_code, void* user_data) {
    H2Call& call = Self(user_data);
    if (stream != call.stream_ || call.state_ != State::kWaiting) return 0;
    if (!call.reply_.reset) call.reply_.reset = error_code;
    call.state_ = State::kDone;
    return 0;
  }

  static ssize_t OnRead(nghttp2_session*, std::int32_t, std::uint8_t* buffer, std::size_t size,
                        std::uint32_t* flags, nghttp2_data_source*, void* user_data) {
    H2Call& call = Self(user_data);
    const std::size_t count = std::min(size, call.request_.size() - call.sent_);
    std::copy_n(call.request_.data() + call.sent_, count, buffer);
    call.sent_ += count;
    if (call.sent_ == call.request_.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
  }
};

H2Call::H2Call(std::string_view path, std::string_view message, std::chrono::milliseconds timeout)
    : request_(FrameMessage(message)) {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session* session = nullptr;
  if (nghttp2_session_callbacks_new(&callbacks) != 0) {
    Break("out of memory");
    return;
  }
  nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::OnHeader);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::OnData);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::OnFrame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Callbacks::OnClose);
  const int made = nghttp2_session_client_new(&session, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  session_.reset(session);
  if (made == 0) {
    Submit(path, timeout);
  } else {
    Break("out of memory");
  }
}

void H2Call::Submit(std::string_view path, std::chrono::milliseconds timeout) {
  const std::array settings = {nghttp2_settings_entry{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
                               nghttp2_settings_entry{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kWindow}};
  const std::string user_agent = fmt::format("chutes/{}", kVersion);
  // At most 8 digits; https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
  constexpr std::int64_t kMaxTimeout = 99'999'999;
  const std::string grpc_timeout =
      fmt::format("{}m", std::clamp<std::int64_t>(timeout.count(), 1, kMaxTimeout));
  const std::array headers = {Header(":method", "POST"),
                              Header(":scheme", "http"),
                              Header(":path", path),
                              Header(":authority", "localhost"),
                              Header("te", "trailers"),
                              Header("content-type", "application/grpc"),
                              Header("user-agent", user_agent),
                              Header("grpc-timeout", grpc_timeout)};
  nghttp2_data_provider body{};
  body.read_callback = Callbacks::OnRead;
  nghttp2_session* session = session_.get();
  const bool ready =
      nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size()) == 0 &&
      nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, kWindow) == 0;
  if (ready) {
    stream_ = nghttp2_submit_request(session, nullptr, headers.data(), headers.size(), &body, nullptr);
  }
  if (!ready || stream_ < 0) Break("the request could not be made");
}

void H2Call::Break(std::string fault) {
  if (state_ == State::kMalformed) return;
  state_ = State::kMalformed;
  fault_ = std::move(fault);
}

bool H2Call::OnHeader(std::string_view name, std::string_view value) {
  header_bytes_ += name.size() + value.size();
  if (header_bytes_ > kMaxHeaders) {
    Break(fmt::format("the answer's headers are larger than {} KiB", kMaxHeaders >> 10U));
    return false;
  }
  if (name == ":status") {
    reply_.http_status = value;
  } else if (name == "content-type") {
    reply_.content_type = value;
  } else if (name == "grpc-status") {
    reply_.grpc_status = ParseStatus(value);
  } else if (name == "grpc-message") {
    reply_.grpc_message = value;
  } else if (name == "grpc-status-details-bin") {
    reply_.details = value;
  } else if (name == "chutesd-warning-bin") {
    reply_.warnings.emplace_back(value);
  }
  return true;
}

std::string H2Call::Output() {
  std::string bytes;
  const std::uint8_t* data = nullptr;
  ssize_t size = 0;
  while (session_ && (size = nghttp2_session_mem_send(session_.get(), &data)) > 0) {
    bytes.append(View(data, static_cast<std::size_t>(size)));
  }
  if (size < 0) Break(nghttp2_strerror(static_cast<int>(size)));
  // Having found a fault of the peer, nghttp2 says goodbye and then wants nothing more.
  if (session_ && state_ == State::kWaiting && nghttp2_session_want_read(session_.get()) == 0) {
    Break("it broke the rules of HTTP/2");
  }
  return bytes;
}

void H2Call::Feed(std::string_view bytes) {
  if (state_ != State::kWaiting || bytes.empty()) return;
  heard_ = true;
  const ssize_t used = nghttp2_session_mem_recv(
      session_.get(), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (used < 0 && state_ == State::kWaiting) Break(nghttp2_strerror(static_cast<int>(used)));
}

void H2Call::Cancel() {
  if (state_ != State::kWaiting) return;
  nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, stream_, NGHTTP2_CANCEL);
}

}  // namespace chutes::rpc
