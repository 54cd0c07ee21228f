#include "daemon/session/session_store.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/session/store_fixture.h"

namespace chutesd::session {
namespace {

using config::AliceConfig;
using config::kAddress;
using config::kAliceAddress;
using config::SampleConfig;
using config::WriteText;
using testing::IsEmpty;

class SessionStoreTest : public StoreFixture {
 protected:
  static Selector WithHost(std::size_t number) { return With(fmt::format("https://host{}.example", number)); }
};

TEST_F(SessionStoreTest, GetTellsWhatTheFileSays) {
  const auto session = Get();
  EXPECT_EQ(session->config_path, path_);
  EXPECT_EQ(session->api_url, "https://api.chutes.ai");
  EXPECT_EQ(session->username, "alice");
  EXPECT_EQ(session->user_id, "5682c3e0-3635-58f7-b7f5-694962450dfc");
  EXPECT_EQ(session->hotkey_name, "ci");
  EXPECT_EQ(session->hotkey_ss58_address, kAddress);
  EXPECT_EQ(session->payment_address, kAliceAddress);
  EXPECT_EQ(session->load_time, clock_.now);
  EXPECT_THAT(session->warnings, IsEmpty());
  ASSERT_NE(session->hotkey, nullptr);
  EXPECT_EQ(session->hotkey->ss58_address(), kAddress);
}

TEST_F(SessionStoreTest, AnUnchangedFileYieldsTheSameSession) {
  const auto session = Get();
  clock_.now += std::chrono::hours(1);
  EXPECT_EQ(Get(), session);
  EXPECT_EQ(store_.size(), 1U);
}

TEST_F(SessionStoreTest, SelectorsThatDifferInUrlShareFileAndHotkey) {
  const auto one = Get(With("https://one.example/"));
  const auto two = Get(With("http://localhost:8000"));
  EXPECT_EQ(one->api_url, "https://one.example");
  EXPECT_EQ(two->api_url, "http://localhost:8000");
  EXPECT_EQ(one->hotkey, two->hotkey);
  EXPECT_EQ(store_.size(), 2U);
}

TEST_F(SessionStoreTest, TwoConfigsAreInUseAtOnce) {
  WriteText(folder_ / "bob.ini", AliceConfig());
  const auto alice = Get();
  const auto bob = Get(At(folder_ / "bob.ini"));
  EXPECT_EQ(alice->hotkey->ss58_address(), kAddress);
  EXPECT_EQ(bob->hotkey->ss58_address(), kAliceAddress);
  EXPECT_EQ(Get(), alice);
  EXPECT_EQ(Get(At(folder_ / "bob.ini")), bob);
}

struct UrlCase {
  const char* name;
  std::string file_url;
  std::string selector_url;
  Origin selector_origin;
  std::string expected;
  Origin expected_origin;
};

class ApiUrlPrecedence : public StoreFixture, public testing::WithParamInterface<UrlCase> {};

TEST_P(ApiUrlPrecedence, IsSelectorThenFileThenDefault) {
  const UrlCase& param = GetParam();
  std::string text = SampleConfig();
  const std::string line = "base_url = https://api.chutes.ai\n";
  text.replace(text.find(line), line.size(),
               param.file_url.empty() ? "" : "base_url = " + param.file_url + "\n");
  WriteText(path_, text);
  const auto session =
      Get({.config_path = path_, .api_url = param.selector_url, .api_url_origin = param.selector_origin});
  EXPECT_EQ(session->api_url, param.expected);
  EXPECT_EQ(session->api_url_origin, param.expected_origin);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ApiUrlPrecedence,
    testing::Values(UrlCase{"Option", "https://file.example", "https://o.example", Origin::kOption,
                            "https://o.example", Origin::kOption},
                    UrlCase{"Environment", "https://file.example", "https://e.example/", Origin::kEnvironment,
                            "https://e.example", Origin::kEnvironment},
                    UrlCase{"File", "https://file.example/x/", "", Origin::kRequest, "https://file.example/x",
                            Origin::kFile},
                    UrlCase{"Default", "", "", Origin::kRequest, "https://api.chutes.ai", Origin::kDefault}),
    [](const auto& test) { return test.param.name; });

TEST_F(SessionStoreTest, TellsWhereEachValueCameFrom) {
  const auto by_default = Get();
  EXPECT_EQ(by_default->config_path_origin, Origin::kDefault);
  EXPECT_EQ(by_default->allow_missing_origin, Origin::kDefault);
  EXPECT_FALSE(by_default->allow_missing);

  Selector selector = At(path_, /*allow_missing=*/true);
  selector.config_path_origin = Origin::kOption;
  selector.allow_missing_origin = Origin::kEnvironment;
  const auto chosen = Get(selector);
  EXPECT_EQ(chosen->config_path_origin, Origin::kOption);
  EXPECT_TRUE(chosen->allow_missing);
  EXPECT_EQ(chosen->allow_missing_origin, Origin::kEnvironment);
}

TEST_F(SessionStoreTest, AnEmptySelectorMeansTheDaemonsOwn) {
  WriteText(folder_ / "bob.ini", AliceConfig());
  SessionStore store({.daemon_selector = {.config_path = folder_ / "bob.ini",
                                          .api_url = "https://d.example",
                                          .config_path_origin = Origin::kDaemon,
                                          .api_url_origin = Origin::kDaemon},
                      .default_config_path = path_},
                     clock_);
  const auto own = RunOnLoop(store.Get(InTime(), {}));
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_EQ((*own)->username, "bob");
  EXPECT_EQ((*own)->config_path_origin, Origin::kDaemon);
  EXPECT_EQ((*own)->api_url, "https://d.example");
  EXPECT_EQ((*own)->api_url_origin, Origin::kDaemon);
  // Once anything is selected, the daemon's own settings play no part.
  const Selector selector{.config_path = "", .api_url = "", .allow_missing = true};
  const auto other = RunOnLoop(store.Get(InTime(), selector));
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_EQ((*other)->username, "alice");
  EXPECT_EQ((*other)->api_url, "https://api.chutes.ai");
}

TEST_F(SessionStoreTest, RefusesSelectorsThatCannotBeMeant) {
  for (const std::string& path : {std::string("config.ini"), std::string("~/config.ini"),
                                  "/" + std::string(kMaxConfigPath, 'x'), std::string("/a\0b", 4)}) {
    for (const Status& status : {Ask(At(path)).status(), Load(At(path)).status()}) {
      EXPECT_EQ(ReasonOf(status), Reason::kInvalidArgument);
      EXPECT_EQ(status.failure().violations.at(0).field, "session.config_path");
    }
  }
  const Status status = Ask(With("http://api.chutes.ai")).status();
  EXPECT_EQ(ReasonOf(status), Reason::kApiUrlRefused);
  EXPECT_EQ(status.failure().violations.at(0).field, "session.api_url");
  EXPECT_EQ(store_.size(), 0U);
}

TEST_F(SessionStoreTest, WhatCannotBeLoadedIsNotHeld) {
  WriteText(folder_ / "broken.ini", "x");
  EXPECT_EQ(Refusal(At(folder_ / "none.ini")), Reason::kConfigMissing);
  EXPECT_EQ(Refusal(At(folder_ / "broken.ini")), Reason::kConfigInvalid);
  EXPECT_EQ(ReasonOf(Load(At(folder_ / "none.ini")).status()), Reason::kConfigMissing);
  EXPECT_EQ(store_.size(), 0U);
}

TEST_F(SessionStoreTest, ClearWipesTheHotkeyOfEverySessionOfTheFile) {
  const std::weak_ptr<const crypto::Hotkey> hotkey = Get()->hotkey;
  Get(With("https://one.example"));
  Get(At(path_, /*allow_missing=*/true));
  EXPECT_FALSE(hotkey.expired());
  EXPECT_TRUE(store_.Clear({}));
  EXPECT_TRUE(hotkey.expired());
  EXPECT_EQ(store_.size(), 0U);
  EXPECT_FALSE(store_.Clear({}));
  EXPECT_EQ(Get()->username, "alice");
}

TEST_F(SessionStoreTest, ClearLeavesOtherFilesAndRunningCallsAlone) {
  WriteText(folder_ / "bob.ini", AliceConfig());
  const auto bob = Get(At(folder_ / "bob.ini"));
  const auto running = Get();
  EXPECT_TRUE(store_.Clear({}));
  EXPECT_EQ(running->hotkey->ss58_address(), kAddress);
  EXPECT_EQ(Get(At(folder_ / "bob.ini")), bob);
}

TEST_F(SessionStoreTest, HoldsNoMoreThan64Sessions) {
  for (std::size_t i = 0; i < 200; ++i) Get(WithHost(i));
  EXPECT_EQ(store_.size(), SessionStore::kMaxSessions);
}

TEST_F(SessionStoreTest, MakesRoomByTheOldestThatIsNotInUse) {
  const auto in_use = Get(With("https://held.example"));
  const std::weak_ptr<const Session> idle = Get(With("https://idle.example"));
  for (std::size_t i = 0; i < SessionStore::kMaxSessions - 1; ++i) {
    Get(WithHost(i));
  }
  EXPECT_TRUE(idle.expired());
  EXPECT_EQ(Get(With("https://held.example")), in_use);
}

TEST_F(SessionStoreTest, MakesRoomEvenIfAllAreInUse) {
  std::vector<std::shared_ptr<const Session>> in_use;
  for (std::size_t i = 0; i < SessionStore::kMaxSessions + 3; ++i) {
    in_use.push_back(Get(WithHost(i)));
  }
  EXPECT_EQ(store_.size(), SessionStore::kMaxSessions);
  EXPECT_EQ(in_use.front()->hotkey->ss58_address(), kAddress);
}

TEST_F(SessionStoreTest, AFileWhoseLastSessionMadeRoomIsWiped) {
  WriteText(folder_ / "bob.ini", AliceConfig());
  const std::weak_ptr<const crypto::Hotkey> hotkey = Get(At(folder_ / "bob.ini"))->hotkey;
  for (std::size_t i = 0; i < SessionStore::kMaxSessions; ++i) {
    Get(WithHost(i));
  }
  EXPECT_TRUE(hotkey.expired());
}

// As gRPC's threads do while the loop makes, drops and reloads sessions.
TEST_F(SessionStoreTest, AnyThreadMayLookASessionUp) {
  constexpr std::size_t kRounds = 400;
  std::atomic<bool> is_over = false;
  std::atomic<std::size_t> failures = 0;
  std::atomic<std::size_t> found = 0;
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < 3; ++thread) {
    threads.emplace_back([this, thread, &is_over, &failures, &found] {
      for (std::size_t round = thread; !is_over; ++round) {
        const SessionPtr session = store_.Fresh(WithHost(round % SessionStore::kMaxSessions));
        if (session != nullptr) ++found;
        if (session != nullptr && session->hotkey->ss58_address() != kAddress) ++failures;
        if (store_.size() > SessionStore::kMaxSessions) ++failures;
      }
    });
  }
  for (std::size_t round = 0; round < kRounds || found == 0; ++round) {
    // More hosts than are held, so that sessions come and go under the readers' hands.
    const Selector selector = WithHost(round % (SessionStore::kMaxSessions + 3));
    Get(selector);
    if (round % 50 == 0 && !Load(selector).ok()) ++failures;
    if (round % 70 == 0) store_.Clear(selector);
    if (round % 90 == 0) ReloadAll();
  }
  is_over = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0U);
}

}  // namespace
}  // namespace chutesd::session
