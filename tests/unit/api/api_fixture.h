#pragma once

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "daemon/api/chutes_api.h"
#include "daemon/base/failure.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/fake_sleeper.h"
#include "tests/fakes/run_on_loop.h"
#include "tests/unit/base/no_cli.h"

namespace chutesd::api {

// A clock that moves on by one second each time it is read, so that nonces can be told apart.
class TickingClock final : public Clock {
 public:
  std::chrono::system_clock::time_point Now() const override { return now_ += std::chrono::seconds(1); }

 private:
  mutable std::chrono::system_clock::time_point now_{std::chrono::seconds(1760000000)};
};

// The API over an HTTP client that is scripted by the test.
class ApiTest : public testing::Test {
 protected:
  ApiTest() {
    const std::array<std::uint8_t, 32> seed = {1, 2, 3};
    hotkey = std::make_shared<const crypto::Hotkey>(*crypto::Hotkey::FromSeed(seed));
    account.api_url = "https://api.example";
    account.user_id = "44b99a8e-6839-5638-90a9-a4a14874a2fc";
    account.hotkey = hotkey;
    ctx.deadline = sleeper.now + std::chrono::seconds(30);
    ctx.stop = stop.get_token();
  }

  static std::string Header(const http::HttpRequest& request, std::string_view name) {
    for (const auto& [each, value] : request.headers) {
      if (each == name) return value;
    }
    return "";
  }

  http::FakeHttp http;
  TickingClock clock;
  FakeSleeper sleeper;
  ChutesApi api{http, clock, sleeper, [] { return 1.0; }};
  std::shared_ptr<const crypto::Hotkey> hotkey;
  Account account;
  std::stop_source stop;
  CallContext ctx;
};

// The reason of what failed.
inline Reason ReasonOf(const Status& status) { return CheckedReasonOf(status); }

// Everything that a user could get to see of what failed.
inline std::string AllTextOf(const Status& status) {
  const Failure failure = FailureOf(status).value_or(Failure());
  std::string text = status.message() + failure.message + failure.next_step;
  for (const FieldViolation& each : failure.violations) text += each.field + each.description;
  return text;
}

}  // namespace chutesd::api
