#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/session/session_store.h"
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

  static Reason ReasonOf(const Status& status) {
    return status.ok() ? Reason::kUnspecified : status.failure().reason;
  }
  // The session, which must be there.
  std::shared_ptr<const Session> Get(const Selector& selector = {}) {
    Result<std::shared_ptr<const Session>> session = store_.Get(selector);
    EXPECT_TRUE(session.ok()) << session.status();
    return session.ok() ? *std::move(session) : std::make_shared<const Session>();
  }
  Reason Refusal(const Selector& selector = {}) { return ReasonOf(store_.Get(selector).status()); }

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
