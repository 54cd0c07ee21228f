#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/session/session_store.h"
#include "tests/fakes/run_on_loop.h"
#include "tests/unit/base/no_cli.h"
#include "tests/unit/config/sample_account.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::session {

class FakeClock final : public Clock {
 public:
  std::chrono::system_clock::time_point Now() const override { return now; }
  std::chrono::system_clock::time_point now{std::chrono::seconds(1'700'000'000)};
};

// A store whose default config file is alice's.
class StoreFixture : public testing::Test {
 protected:
  StoreFixture() { config::WriteText(path_, config::SampleConfig()); }

  static Reason ReasonOf(const Status& status) { return CheckedReasonOf(status); }
  // The session, which must be there.
  SessionPtr Get(const Selector& selector = {}) {
    Result<SessionPtr> session = Ask(selector);
    EXPECT_TRUE(session.ok()) << session.status();
    return session.ok() ? *std::move(session) : std::make_shared<const Session>();
  }
  Reason Refusal(const Selector& selector = {}) { return ReasonOf(Ask(selector).status()); }
  Result<SessionPtr> Ask(const Selector& selector) { return RunOnLoop(store_.Get(InTime(), selector)); }
  Result<SessionPtr> Load(const Selector& selector = {}) {
    return RunOnLoop(store_.Get(InTime(), selector, SessionStore::Reread::kAlways));
  }
  void ReloadAll() {
    asio::io_context loop(1);
    store_.ReloadAll(loop);
    loop.run();
  }

  // A call with more time than it needs.
  static CallContext InTime() {
    CallContext ctx;
    ctx.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    return ctx;
  }

  static Selector At(const std::string& path, bool allow_missing = false) {
    return {.config_path = path, .api_url = "", .allow_missing = allow_missing};
  }
  static Selector With(const std::string& url) { return {.config_path = "", .api_url = url}; }

  config::TempFolder folder_;
  std::string path_ = folder_ / "config.ini";
  FakeClock clock_;
  SessionStore store_{{.daemon_selector = {}, .default_config_path = path_}, clock_};
};

}  // namespace chutesd::session
