#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace chutes_fakes {

// A folder of its own for one test, removed with everything in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// A self-signed certificate made by the openssl program, which is its own CA.
struct Certificate {
  std::string cert_file;
  std::string key_file;
};
// `names` as in subjectAltName, such as "IP:127.0.0.1,DNS:localhost". Throws if openssl fails.
Certificate MakeCertificate(const TempFolder& folder, std::string_view names);

// nginx with TLS on 127.0.0.1, as a child process. The test holds the listening socket, so the port is
// known and open before nginx runs, and stays so between Stop and Start.
class NginxServer {
 public:
  struct Settings {
    std::string listen_flags = "ssl http2";
    std::string protocols = "TLSv1.2 TLSv1.3";
    std::string ciphers = "HIGH";
    std::string server_block;  // locations and what else belongs in `server { }`
  };

  NginxServer(const TempFolder& folder, const Certificate& certificate, const Settings& settings);
  ~NginxServer();
  NginxServer(const NginxServer&) = delete;
  NginxServer& operator=(const NginxServer&) = delete;

  void Start();
  // Ends it at once: all its connections break.
  void Stop();

  unsigned short port() const { return port_; }
  std::string Url(std::string_view path) const;

 private:
  std::string folder_;
  std::string config_file_;
  int listener_ = -1;
  unsigned short port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace chutes_fakes
