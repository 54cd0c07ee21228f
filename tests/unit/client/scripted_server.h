#pragma once

#include <gtest/gtest.h>
#include <nghttp2/nghttp2.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "client/rpc/reply.h"
#include "proto/support/unique_fd.h"

namespace chutes {

using Headers = std::vector<std::pair<std::string, std::string>>;

// A folder of its own for a test, short enough for a socket's path; removed at the end.
class ShortFolder {
 public:
  ShortFolder() {
    char name[] = "/tmp/chXXXXXX";
    path_ = mkdtemp(name);
  }
  ShortFolder(const ShortFolder&) = delete;
  ShortFolder& operator=(const ShortFolder&) = delete;
  ~ShortFolder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Lets a wait for bytes, or for a connection, end after a while, so that a test which waits in vain fails.
inline void BoundWaits(int fd) {
  constexpr timeval kPatience{10, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
}

inline int BoundSocket(const std::string& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  BoundWaits(fd);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  EXPECT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0) << path;
  return fd;
}

// The server's half of one HTTP/2 connection, by nghttp2's own server session.
class ServerConnection {
 public:
  explicit ServerConnection(int fd) : fd_(fd) {
    BoundWaits(fd);
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, OnHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, OnData);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, OnFrame);
    nghttp2_session_server_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
  }
  ServerConnection(const ServerConnection&) = delete;
  ServerConnection& operator=(const ServerConnection&) = delete;
  ~ServerConnection() { nghttp2_session_del(session_); }

  // Greets and reads until the request is complete.
  void ReadRequest() {
    Send(Output());
    while (!request_done_ && Read()) Send(Output());
  }
  // Reads until the client goes away.
  void ReadToEnd() {
    while (Read()) Send(Output());
  }

  // Bytes of an answer with initial headers, a body and trailers.
  std::string Answer(const Headers& initial, std::string message, const Headers& trailers) {
    answer_ = std::move(message);
    trailers_ = trailers;
    nghttp2_data_provider provider{};
    provider.read_callback = OnRead;
    const std::vector<nghttp2_nv> fields = Fields(initial);
    nghttp2_submit_response(session_, stream, fields.data(), fields.size(), &provider);
    return Output();
  }
  // Bytes of an answer that has trailers only.
  std::string AnswerTrailers(const Headers& only) {
    const std::vector<nghttp2_nv> fields = Fields(only);
    nghttp2_submit_response(session_, stream, fields.data(), fields.size(), nullptr);
    return Output();
  }
  std::string Reset(std::uint32_t error) {
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, stream, error);
    return Output();
  }
  std::string GoAway(std::int32_t last_stream) {
    nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, last_stream, NGHTTP2_NO_ERROR, nullptr, 0);
    return Output();
  }

  std::string Output() {
    std::string bytes;
    const std::uint8_t* data = nullptr;
    for (ssize_t size = 0; (size = nghttp2_session_mem_send(session_, &data)) > 0;) {
      bytes.append(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
    }
    return bytes;
  }
  // False if the client has gone away.
  bool Send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t count = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  std::int32_t stream = 0;
  std::map<std::string, std::string> headers;
  std::string body;
  std::optional<std::uint32_t> reset;

 private:
  static ServerConnection& Self(void* user_data) { return *static_cast<ServerConnection*>(user_data); }
  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                      std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t,
                      void* user_data) {
    Self(user_data).stream = frame->hd.stream_id;
    Self(user_data).headers[std::string(reinterpret_cast<const char*>(name), name_size)] =
        std::string(reinterpret_cast<const char*>(value), value_size);
    return 0;
  }
  static int OnData(nghttp2_session*, std::uint8_t, std::int32_t, const std::uint8_t* data, std::size_t size,
                    void* user_data) {
    Self(user_data).body.append(reinterpret_cast<const char*>(data), size);
    return 0;
  }
  static int OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* user_data) {
    if (frame->hd.type == NGHTTP2_RST_STREAM) Self(user_data).reset = frame->rst_stream.error_code;
    if (frame->hd.type == NGHTTP2_DATA && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
      Self(user_data).request_done_ = true;
    }
    return 0;
  }
  static ssize_t OnRead(nghttp2_session* session, std::int32_t id, std::uint8_t* buffer, std::size_t size,
                        std::uint32_t* flags, nghttp2_data_source*, void* user_data) {
    ServerConnection& self = Self(user_data);
    const std::size_t count = std::min(size, self.answer_.size() - self.sent_);
    std::memcpy(buffer, self.answer_.data() + self.sent_, count);
    self.sent_ += count;
    if (self.sent_ == self.answer_.size()) {
      *flags |= NGHTTP2_DATA_FLAG_EOF;
      if (!self.trailers_.empty()) {
        *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
        const std::vector<nghttp2_nv> fields = Fields(self.trailers_);
        nghttp2_submit_trailer(session, id, fields.data(), fields.size());
      }
    }
    return static_cast<ssize_t>(count);
  }
  static std::vector<nghttp2_nv> Fields(const Headers& pairs) {
    std::vector<nghttp2_nv> fields;
    for (const auto& [name, value] : pairs) {
      fields.push_back({reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
                        reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())), name.size(),
                        value.size(), NGHTTP2_NV_FLAG_NONE});
    }
    return fields;
  }
  bool Read() {
    std::uint8_t buffer[65536];
    const ssize_t count = recv(fd_, buffer, sizeof(buffer), 0);
    return count > 0 && nghttp2_session_mem_recv(session_, buffer, static_cast<std::size_t>(count)) >= 0;
  }

  int fd_;
  nghttp2_session* session_ = nullptr;
  bool request_done_ = false;
  std::string answer_;
  std::size_t sent_ = 0;
  Headers trailers_;
};

// Accepts one connection after the other and runs a script on each in a thread of its own, as often as it is
// told. A connection is closed when its script ends.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::function<void(ServerConnection&)> script, int connections = 1)
      : path_(folder_.path() + "/s"), listener_(BoundSocket(path_)) {
    EXPECT_EQ(listen(listener_.get(), connections), 0);
    thread_ = std::thread([this, script = std::move(script), connections] {
      // Ctrl-C is for the client's thread.
      sigset_t all;
      sigfillset(&all);
      pthread_sigmask(SIG_BLOCK, &all, nullptr);
      for (int i = 0; i < connections; ++i) {
        const support::UniqueFd fd(accept(listener_.get(), nullptr, nullptr));
        if (!fd.valid()) return;
        ServerConnection connection(fd.get());
        script(connection);
      }
    });
  }
  ~ScriptedServer() { Finish(); }
  // Takes no more connections than have been made, and waits until the script has ended.
  void Finish() {
    shutdown(listener_.get(), SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
  }
  const std::string& path() const { return path_; }

 private:
  ShortFolder folder_;
  std::string path_;
  support::UniqueFd listener_;
  std::thread thread_;
};

}  // namespace chutes
