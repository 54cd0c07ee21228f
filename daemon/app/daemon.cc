#include "daemon/app/daemon.h"

#include <fmt/format.h>
#include <pthread.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <asio/thread_pool.hpp>
#include <csignal>
#include <random>
#include <system_error>
#include <thread>
#include <utility>

#include "chutes/version.h"
#include "daemon/api/chutes_api.h"
#include "daemon/app/idle_exit.h"
#include "daemon/app/process.h"
#include "daemon/app/server.h"
#include "daemon/http/curl_http_client.h"
#include "daemon/ipc/accept_loop.h"
#include "daemon/ipc/listen_socket.h"
#include "daemon/ops/account/account_ops.h"
#include "daemon/ops/account/hotkey_ops.h"
#include "daemon/ops/account/wallets.h"
#include "daemon/ops/async_ledger.h"
#include "daemon/ops/doctor/diagnosis.h"
#include "daemon/ops/keys/keys_ops.h"
#include "daemon/ops/secrets/secrets_ops.h"
#include "daemon/rpc/account_service.h"
#include "daemon/rpc/call_runner.h"
#include "daemon/rpc/keys_service.h"
#include "daemon/rpc/secrets_service.h"
#include "daemon/rpc/session_service.h"
#include "daemon/session/session_store.h"
#include "proto/support/overwrite_stack.h"

namespace chutesd::app {
namespace {

// The longest from the first byte of a connection to its first call, on a busy machine.
constexpr std::chrono::milliseconds kSettleTime{200};
// From the stop on: for calls that wait for config files, for the file threads, and the least for those.
constexpr std::chrono::seconds kTimeToReadAtStop{2};
constexpr std::chrono::seconds kTimeToJoin{3};
constexpr std::chrono::milliseconds kLeastTimeToJoin{500};

// What started this process. `activated`: it was given its socket.
v1::Launch LaunchOf(const Options& options, const support::EnvLookup& environment, bool activated) {
  if (options.ready_fd) return v1::LAUNCH_CLIENT;
  return activated || environment("NOTIFY_SOCKET") ? v1::LAUNCH_SERVICE_MANAGER : v1::LAUNCH_BY_HAND;
}

// What requests mean that select no session, by the daemon's own options.
session::Defaults SessionDefaults(const Options& options) {
  return {.daemon_selector = {.config_path = options.config_path,
                              .api_url = options.api_url,
                              .allow_missing = options.allow_missing,
                              .config_path_origin = session::Origin::kDaemon,
                              .api_url_origin = session::Origin::kDaemon,
                              .allow_missing_origin = session::Origin::kDaemon},
          .default_config_path = options.home.empty() ? "" : options.home + "/.chutes/config.ini"};
}

// Members are destroyed from the last to the first: what uses others stands below them.
class RunningDaemon {
 public:
  RunningDaemon(const Options& options, Parts parts, support::UniqueFd lock, ipc::ListenSocket socket,
                const rpc::DaemonFacts& facts)
      : environment_(std::move(parts.environment)),
        clock_(std::move(parts.clock)),
        grace_(parts.grace),
        on_ready_(std::move(parts.on_ready)),
        lock_(std::move(lock)),
        socket_(std::move(socket)),
        sessions_(SessionDefaults(options), *clock_),
        http_(parts.http ? std::move(parts.http)
                         : std::make_unique<http::CurlHttpClient>(
                               loop_, http::CurlHttpOptions{.ca_file = options.ca_file})),
        api_(*http_, *clock_, sleeper_,
             [generator = std::mt19937(std::random_device()())]() mutable {
               return std::uniform_real_distribution<double>(0, 1)(generator);
             }),
        account_(api_),
        wallets_(files_, derivations_, options.home),
        hotkeys_(api_, files_, wallets_),
        ledger_(options.ledger_path),
        diagnosis_{api_, wallets_, ledger_, *clock_},
        keys_(api_, ledger_, *clock_),
        secrets_(api_, ledger_, *clock_),
        runner_(loop_, sessions_, rpc::CallLimits()),
        session_service_(runner_, sessions_, facts),
        account_service_(runner_, account_, hotkeys_),
        wallets_service_(runner_, wallets_),
        diagnostics_service_(runner_, diagnosis_, sessions_, facts),
        keys_service_(runner_, keys_),
        secrets_service_(runner_, secrets_),
        accept_loop_(loop_, socket_.fd(),
                     [this](support::UniqueFd connection) {
                       last_connection_ = std::chrono::steady_clock::now();
                       ipc::HandToServer(*server_, std::move(connection));
                     }),
        idle_exit_(
            loop_, options.idle_exit, [this] { return CurrentActivity(); },
            [this] { Stop("having been idle"); }) {
    asio::post(ledger_.thread(), [] { pthread_setname_np(pthread_self(), "chutesd-ledger"); });
    asio::post(files_, [] { pthread_setname_np(pthread_self(), "chutesd-files"); });
    asio::post(derivations_, [] { pthread_setname_np(pthread_self(), "chutesd-derive"); });
  }

  Status StartServing() {
    Result<std::unique_ptr<grpc::Server>> server =
        StartServer({&session_service_, &account_service_, &wallets_service_, &keys_service_,
                     &secrets_service_, &diagnostics_service_});
    if (server.ok()) server_.swap(*server);
    return server.status();
  }

  void Run() {
    stop_signals_.async_wait([this](std::error_code error, int signal) {
      if (!error) Stop(fmt::format("on signal {}", signal));
    });
    WaitForReloadSignal();
    accept_loop_.Start();
    spdlog::info("chutesd {} ({}) serves {}", chutes::kVersion, chutes::kCommit, socket_.path());
    ipc::NotifyServiceManager(environment_, "READY=1");
    if (on_ready_) on_ready_();
    idle_exit_.Start();
    // Until StopWhenIdle: a call may still arrive when nothing else is left for the loop to do.
    const auto work = asio::make_work_guard(loop_);
    // By turns: what is ready is done, and then its stack is overwritten.
    constexpr std::size_t kStackOfHandlers = std::size_t{64} << 10U;
    while (loop_.run_one() > 0) {
      loop_.poll();
      support::OverwriteStack<kStackOfHandlers>();
    }
    if (drain_.joinable()) drain_.join();
    const auto join = [this] {
      ledger_.thread().join();
      files_.join();
      derivations_.join();
      sessions_.Join();
    };
    JoinOrExit(join, std::max(stop_time_ + kTimeToJoin, std::chrono::steady_clock::now() + kLeastTimeToJoin));
  }

 private:
  void WaitForReloadSignal() {
    reload_signal_.async_wait([this](std::error_code error, int) {
      if (error) return;
      sessions_.ReloadAll(loop_);
      WaitForReloadSignal();
    });
  }

  // A connection that waits to be accepted counts: its call is on its way. One that comes after this is
  // closed before the daemon greets, which tells its client that nothing was done.
  IdleExit::Activity CurrentActivity() {
    accept_loop_.AcceptWaiting();
    return {runner_.in_flight() > 0 || runner_.open_calls() > 0,
            std::max(runner_.last_activity(), last_connection_)};
  }

  void Stop(const std::string& why) {
    if (std::exchange(stopping_, true)) return;
    spdlog::info("stopping {}: {} calls in progress", why, runner_.in_flight());
    stop_time_ = std::chrono::steady_clock::now();
    sessions_.EndWaitsAt(stop_time_ + kTimeToReadAtStop);
    idle_exit_.Stop();
    reload_signal_.cancel();
    runner_.BeginNoMore();
    accept_loop_.Stop();
    socket_.RemoveIfOurs();
    // What is left to do needs no socket, and a successor need not wait for it.
    lock_ = support::UniqueFd();
    ipc::NotifyServiceManager(environment_, "STOPPING=1");
    // What has just been handed to gRPC is a call that it is about to read, and that must be answered.
    settle_.expires_at(last_connection_ + kSettleTime);
    settle_.async_wait([this](std::error_code error) {
      if (!error) WaitForAnswers();
    });
  }

  // Until every caller has its answer, or time is up.
  void WaitForAnswers() {
    grace_ends_ = std::chrono::steady_clock::now() + grace_;
    last_grace_.expires_at(grace_ends_);
    last_grace_.async_wait([this](std::error_code error) {
      if (!error) EndServer();
    });
    runner_.WhenAnswered([this] { EndServer(); });
  }

  // Cancels what is still open.
  void EndServer() {
    if (drain_.joinable()) return;
    drain_ = EndInBackground(*server_, [this] { asio::post(loop_, [this] { StopWhenIdle(); }); });
  }

  // Every caller has its answer; changes whose caller went away may still be on their way.
  void StopWhenIdle() {
    last_grace_.expires_at(grace_ends_);
    last_grace_.async_wait([this](std::error_code error) {
      if (error) return;
      spdlog::warn("{} changes are abandoned; their outcome is not known", runner_.in_flight());
      loop_.stop();
    });
    runner_.WhenIdle([this] {
      last_grace_.cancel();
      loop_.stop();
    });
  }

  support::EnvLookup environment_;
  std::unique_ptr<Clock> clock_;
  const std::chrono::milliseconds grace_;
  std::function<void()> on_ready_;
  std::chrono::steady_clock::time_point last_connection_;
  support::UniqueFd lock_;  // the socket's
  ipc::ListenSocket socket_;
  asio::io_context loop_{1};
  asio::thread_pool files_{1};
  asio::thread_pool derivations_{1};  // opens encrypted hotkeys, one at a time
  asio::signal_set stop_signals_{loop_, SIGTERM, SIGINT};
  asio::signal_set reload_signal_{loop_, SIGHUP};
  asio::steady_timer settle_{loop_};
  asio::steady_timer last_grace_{loop_};
  bool stopping_ = false;
  std::chrono::steady_clock::time_point stop_time_;
  std::chrono::steady_clock::time_point grace_ends_;
  session::SessionStore sessions_;
  std::unique_ptr<http::HttpClient> http_;
  api::TimerSleeper sleeper_;
  api::ChutesApi api_;
  ops::AccountOps account_;
  ops::WalletsOps wallets_;
  ops::HotkeyOps hotkeys_;
  ops::AsyncLedger ledger_;
  ops::Diagnosis diagnosis_;
  ops::KeysOps keys_;
  ops::SecretsOps secrets_;
  rpc::CallRunner runner_;
  rpc::SessionService session_service_;
  rpc::AccountService account_service_;
  rpc::WalletsService wallets_service_;
  rpc::DiagnosticsService diagnostics_service_;
  rpc::KeysService keys_service_;
  rpc::SecretsService secrets_service_;
  std::unique_ptr<grpc::Server> server_;
  ipc::AcceptLoop accept_loop_;
  IdleExit idle_exit_;
  std::thread drain_;
};

}  // namespace

Result<std::function<void()>> MakeDaemon(const Options& options, Parts parts) {
  constexpr int kFirstPassedDescriptor = 3;
  if (!parts.environment) parts.environment = support::ProcessEnvironment;
  if (!parts.clock) parts.clock = std::make_unique<SystemClock>();
  Result<std::optional<ipc::ListenSocket>> activated =
      ipc::TakeActivatedSocket(parts.environment, kFirstPassedDescriptor);
  if (!activated.ok()) return activated.status();
  const std::string path = *activated ? (*activated)->path() : options.socket_path;
  const rpc::DaemonFacts facts = {.socket_path = path,
                                  .start_time = ops::NowOf(*parts.clock),
                                  .launch = LaunchOf(options, parts.environment, activated->has_value()),
                                  .idle_exit = options.idle_exit,
                                  .log_path = options.log_file,
                                  .pid = getpid()};
  if (Status status = ipc::PrepareSocketFolder(path); !status.ok()) return status;
  Result<support::UniqueFd> lock =
      ipc::AcquireLock(path + ".lock", fmt::format("{} {}", chutes::kVersion, chutes::kCommit));
  if (!lock.ok()) return lock.status();
  Result<ipc::ListenSocket> socket =
      *activated ? **std::move(activated) : ipc::ListenSocket::Bind(options.socket_path);
  if (!socket.ok()) return socket.status();
  auto daemon =
      std::make_shared<RunningDaemon>(options, std::move(parts), *std::move(lock), *std::move(socket), facts);
  if (Status status = daemon->StartServing(); !status.ok()) return status;
  return [daemon] { daemon->Run(); };
}

}  // namespace chutesd::app
