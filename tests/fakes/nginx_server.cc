#include "tests/fakes/nginx_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace chutes_fakes {
namespace {

// What the program says goes to `log_file`.
pid_t Spawn(std::vector<std::string> words, std::vector<std::string> extra_environment,
            const std::string& log_file) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<char*> env;
  for (std::string& entry : extra_environment) env.push_back(entry.data());
  for (char** entry = environ; *entry != nullptr; ++entry) env.push_back(*entry);
  env.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                   0600);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), env.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot run " + words[0]);
  return pid;
}

// Ports are few and tests are many, so the system picks one and the socket is never given up.
int ListenOnLoopback(unsigned short& port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);  // to be inherited by nginx
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (fd < 0 || bind(fd, generic, size) != 0 || listen(fd, 4096) != 0 ||
      getsockname(fd, generic, &size) != 0) {
    throw std::runtime_error("no port to listen on");
  }
  port = ntohs(address.sin_port);
  return fd;
}

constexpr std::string_view kConfig = R"(daemon off;
worker_processes 1;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  ssl_session_cache shared:sessions:1m;
  server {{
    listen 127.0.0.1:{port} {flags};
    ssl_certificate {cert};
    ssl_certificate_key {key};
    ssl_protocols {protocols};
    ssl_ciphers {ciphers};
    {block}
  }}
}}
)";

}  // namespace

TempFolder::TempFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "chutes-http-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Certificate MakeCertificate(const TempFolder& folder, std::string_view names) {
  Certificate made{folder.path() + "/cert.pem", folder.path() + "/key.pem"};
  const pid_t pid =
      Spawn({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", made.key_file, "-out", made.cert_file, "-days", "2", "-subj", "/CN=chutesd test",
             "-addext", fmt::format("subjectAltName={}", names), "-batch"},
            {}, folder.path() + "/openssl.log");
  int status = 0;
  if (waitpid(pid, &status, 0) != pid || status != 0) throw std::runtime_error("openssl req failed");
  return made;
}

NginxServer::NginxServer(const TempFolder& folder, const Certificate& certificate, const Settings& settings)
    : folder_(folder.path()), config_file_(folder.path() + "/nginx.conf") {
  listener_ = ListenOnLoopback(port_);
  std::ofstream(config_file_) << fmt::format(
      kConfig, fmt::arg("folder", folder_), fmt::arg("user", geteuid() == 0 ? "user root;" : ""),
      fmt::arg("port", port_), fmt::arg("flags", settings.listen_flags),
      fmt::arg("cert", certificate.cert_file), fmt::arg("key", certificate.key_file),
      fmt::arg("protocols", settings.protocols), fmt::arg("ciphers", settings.ciphers),
      fmt::arg("block", settings.server_block));
  Start();
}

NginxServer::~NginxServer() {
  Stop();
  close(listener_);
}

void NginxServer::Start() {
  const std::string program = access(CHUTES_NGINX, X_OK) == 0 ? CHUTES_NGINX : "/usr/sbin/nginx";
  // Without it every call to the socket that the test holds would hang until its limit.
  if (access(program.c_str(), X_OK) != 0)
    throw std::runtime_error("there is no nginx; ./dev test unpacks it");
  // NGINX= is how nginx hands its sockets to its successor; it works as well from a stranger. Should the
  // test die, nginx is to follow.
  pid_ = Spawn({"setpriv", "--pdeathsig", "TERM", program, "-c", config_file_, "-p", folder_, "-e",
                folder_ + "/error.log"},
               {fmt::format("NGINX={};", listener_)}, folder_ + "/nginx.log");
}

void NginxServer::Stop() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);  // the worker ends at once, with its connections, and the master after it
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

std::string NginxServer::Url(std::string_view path) const {
  return fmt::format("https://127.0.0.1:{}{}", port_, path);
}

}  // namespace chutes_fakes
