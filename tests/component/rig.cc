#include "tests/component/rig.h"

#include <grpc/grpc.h>
#include <unistd.h>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/thread_pool.hpp>
#include <chrono>
#include <filesystem>
#include <future>
#include <thread>
#include <utility>

#include "daemon/api/chutes_api.h"
#include "daemon/app/server.h"
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
#include "tests/unit/config/sample_account.h"

namespace chutesd::component {
namespace {

rpc::CallLimits LimitsWith(int most_in_flight) {
  rpc::CallLimits limits;
  limits.most_in_flight = most_in_flight;
  return limits;
}

rpc::DaemonFacts FactsOf(const std::string& socket_path) {
  rpc::DaemonFacts facts;
  facts.pid = getpid();
  facts.socket_path = socket_path;
  facts.start_time = model::Time(std::chrono::microseconds(1'700'000'000'000'000));
  return facts;
}

}  // namespace

struct Rig::Parts {
  Parts(Rig& rig, ipc::ListenSocket listening, int most_in_flight)
      : socket(std::move(listening)),
        sessions({.daemon_selector = {}, .default_config_path = rig.config_path()}, clock),
        // A try again comes at once.
        api(rig.http, clock, sleeper, [] { return 0.0; }),
        wallets(files, derivations, rig.home()),
        ledger(rig.home() + "/.local/state/chutesd/ledger.db"),
        runner(loop, sessions, LimitsWith(most_in_flight)),
        session_service(runner, sessions, FactsOf(rig.socket_path())),
        account_service(runner, account, hotkeys),
        diagnostics_service(runner, diagnosis, sessions, FactsOf(rig.socket_path())),
        server(*app::StartServer({&session_service, &account_service, &wallets_service, &keys_service,
                                  &secrets_service, &diagnostics_service})),
        accepting(loop, socket.fd(),
                  [this](support::UniqueFd fd) { ipc::HandToServer(*server, std::move(fd)); }),
        thread([this] {
          accepting.Start();
          loop.run();
        }) {}

  ~Parts() {
    asio::post(loop, [this] { accepting.Stop(); });
    server->Shutdown(std::chrono::system_clock::now());
    work.reset();
    loop.stop();
    thread.join();
    files.join();
    derivations.join();
  }

  SystemClock clock;
  ipc::ListenSocket socket;
  asio::io_context loop{1};
  asio::thread_pool files{1};
  asio::thread_pool derivations{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{loop.get_executor()};
  session::SessionStore sessions;
  api::TimerSleeper sleeper;
  api::ChutesApi api;
  ops::AccountOps account{api};
  ops::WalletsOps wallets;
  ops::HotkeyOps hotkeys{api, files, wallets};
  ops::AsyncLedger ledger;
  ops::Diagnosis diagnosis{api, wallets, ledger, clock};
  ops::KeysOps keys{api, ledger, clock};
  ops::SecretsOps secrets{api, ledger, clock};
  rpc::CallRunner runner;
  rpc::SessionService session_service;
  rpc::AccountService account_service;
  rpc::WalletsService wallets_service{runner, wallets};
  rpc::DiagnosticsService diagnostics_service;
  rpc::KeysService keys_service{runner, keys};
  rpc::SecretsService secrets_service{runner, secrets};
  std::unique_ptr<grpc::Server> server;
  ipc::AcceptLoop accepting;
  std::thread thread;
};

Rig::Rig(int most_in_flight) {
  // gRPC in its last shutdown waits up to 10 s for what an aborted write left behind: have no last one.
  [[maybe_unused]] static const bool kept = (grpc_init(), true);
  std::filesystem::create_directories(home() + "/.chutes");
  std::filesystem::permissions(home() + "/.chutes", std::filesystem::perms::owner_all);
  config::WriteText(config_path(), config::SampleConfig());
  (void)ipc::PrepareSocketFolder(socket_path());
  parts_ = std::make_unique<Parts>(*this, *ipc::ListenSocket::Bind(socket_path()), most_in_flight);
}

Rig::~Rig() = default;

int Rig::in_flight() const { return parts_->runner.in_flight(); }

bool Rig::WaitUntilIdle() {
  auto idle = std::make_shared<std::promise<void>>();
  std::future<void> waited = idle->get_future();
  asio::post(parts_->loop, [this, idle] { parts_->runner.WhenIdle([idle] { idle->set_value(); }); });
  return waited.wait_for(kPatience) == std::future_status::ready;
}

}  // namespace chutesd::component
