#pragma once

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/api/chutes_api.h"
#include "daemon/base/failure.h"
#include "daemon/ops/async_ledger.h"
#include "daemon/ops/operation.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/fake_sleeper.h"
#include "tests/fakes/run_on_loop.h"
#include "tests/unit/base/no_cli.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::ops {

inline constexpr char kUserId[] = "44b99a8e-6839-5638-90a9-a4a14874a2fc";

// Operations over an API that is scripted by the test.
class OpsTest : public testing::Test {
 protected:
  OpsTest() {
    const std::array<std::uint8_t, 32> seed = {1, 2, 3};
    session::Session account;
    account.config_path = "/home/alice/.chutes/config.ini";
    account.api_url = "https://api.example";
    account.user_id = kUserId;
    account.hotkey = std::make_shared<const crypto::Hotkey>(*crypto::Hotkey::FromSeed(seed));
    session = std::make_shared<const session::Session>(account);
    account.hotkey = nullptr;
    no_account = std::make_shared<const session::Session>(std::move(account));
    ctx.deadline = sleeper.now + std::chrono::seconds(30);
    http.otherwise = [otherwise = http.otherwise](const http::HttpRequest& request) {
      if (!request.url.ends_with("/users/me")) return otherwise(request);
      return http::FakeHttp::Answer(http::FakeHttp::Response(
          200,
          std::string(R"({"username":"alice","user_id":")") + kUserId +
              R"(","hotkey":"5H","coldkey":"5C","payment_address":"5P","balance":1,"created_at":"2025-10-04T12:24:46"})"));
    };
  }

  // The session, but for the user id that its file has.
  SessionPtr WithUserId(const std::string& user_id) const {
    session::Session changed = *session;
    changed.user_id = user_id;
    return std::make_shared<const session::Session>(std::move(changed));
  }

  // The path and query of request `i`.
  std::string Target(std::size_t i) const {
    return http.seen.at(i).url.substr(std::string("https://api.example").size()) +
           (http.seen[i].query.empty() ? "" : "?" + std::string(http.seen[i].query.Reveal()));
  }

  static Reason ReasonOf(const Status& status) { return CheckedReasonOf(status); }

  http::FakeHttp http;
  // Wall-clock time that a test may move.
  class MovableClock final : public Clock {
   public:
    std::chrono::system_clock::time_point Now() const override {
      return std::chrono::system_clock::now() + ahead;
    }
    std::chrono::seconds ahead{0};
  };

  // Those of `warnings` that speak of `part`.
  static std::size_t Mentions(const std::vector<Warning>& warnings, std::string_view part) {
    std::size_t count = 0;
    for (const Warning& warning : warnings) {
      EXPECT_FALSE(HasCliCommand(warning.text)) << warning.text;
      count += warning.text.find(part) != std::string::npos ? 1 : 0;
    }
    return count;
  }

  MovableClock clock;
  config::TempFolder folder;
  const std::string ledger_path = folder / "ledger.db";
  AsyncLedger ledger{ledger_path};
  api::FakeSleeper sleeper;
  api::ChutesApi api{http, clock, sleeper, [] { return 1.0; }};
  SessionPtr session;
  SessionPtr no_account;  // the same without a hotkey
  CallContext ctx;
};

}  // namespace chutesd::ops
