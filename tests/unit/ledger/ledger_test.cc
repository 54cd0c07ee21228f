#include "daemon/ledger/ledger.h"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "tests/unit/ledger/ledger_fixture.h"

namespace chutesd::ledger {
namespace {

TEST_F(LedgerTest, Key_IsRememberedWithTheScopesThatWereAskedFor) {
  Ledger ledger(path_);
  const model::ApiKeySpec spec = InvokingKey("ci");
  const auto row = ledger.BeginKey(kAlice, spec, kNow);
  ASSERT_TRUE(row.ok()) << row.status();
  ASSERT_TRUE(ledger.RecordKeyOutcome(*row, State::kDone, "key-1").ok());
  const auto keys = ledger.Keys(kAlice);
  ASSERT_TRUE(keys.ok()) << keys.status();
  ASSERT_EQ(keys->size(), 1U);
  const KeyEntry& key = keys->front();
  EXPECT_EQ(key.state, State::kDone);
  EXPECT_EQ(key.api_key_id, "key-1");
  EXPECT_EQ(key.name, "ci");
  EXPECT_FALSE(key.admin);
  EXPECT_EQ(key.scopes, spec.scopes);
  EXPECT_EQ(key.intent_time, kNow);
}

TEST_F(LedgerTest, Keys_AreThoseOfTheAccountNewestFirst) {
  Ledger ledger(path_);
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("a"), kNow).ok());
  ASSERT_TRUE(ledger.BeginKey(kBob, InvokingKey("b"), kNow).ok());
  ASSERT_TRUE(ledger.BeginKey({"https://other.example", kAlice.user_id}, InvokingKey("c"), kNow).ok());
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("d"), kNow + std::chrono::seconds(1)).ok());
  EXPECT_EQ(ledger.Keys(kBob)->size(), 1U);
  const auto keys = ledger.Keys(kAlice);
  ASSERT_TRUE(keys.ok()) << keys.status();
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ((*keys)[0].name, "d");
  EXPECT_EQ((*keys)[1].name, "a");
}

TEST_F(LedgerTest, Entries_OutliveTheProcess) {
  {
    Ledger ledger(path_);
    ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("ci"), kNow).ok());
    ASSERT_TRUE(ledger.BeginSecret(kAlice, "chute", "HF_TOKEN", kNow).ok());
  }
  Ledger again(path_);
  EXPECT_EQ(again.Keys(kAlice)->size(), 1U);
  const auto secrets = again.Secrets(kAlice);
  ASSERT_EQ(secrets->size(), 1U);
  EXPECT_EQ(secrets->front().chute_id, "chute");
  EXPECT_EQ(secrets->front().key, "HF_TOKEN");
  EXPECT_EQ(secrets->front().intent_time, kNow);
}

TEST_F(LedgerTest, Forget_TakesTheScopesAlong) {
  Ledger ledger(path_);
  const auto row = ledger.BeginKey(kAlice, InvokingKey("ci"), kNow);
  ASSERT_TRUE(ledger.ForgetKey(*row).ok());
  EXPECT_TRUE(ledger.Keys(kAlice)->empty());
  // A new key must not inherit them, whatever its row.
  model::ApiKeySpec admin;
  admin.name = "admin";
  admin.admin = true;
  ASSERT_TRUE(ledger.BeginKey(kAlice, admin, kNow).ok());
  EXPECT_TRUE(ledger.Keys(kAlice)->front().scopes.empty());
}

TEST_F(LedgerTest, ForgetKeyById_TouchesThisAccountAlone) {
  Ledger ledger(path_);
  for (const auto& [mine, other] : {std::pair(kAlice, kBob), std::pair(kBob, kAlice)}) {
    const std::string id = "made for " + mine.user_id;
    for (const AccountId& account : {mine, other}) {
      const auto row = ledger.BeginKey(account, InvokingKey("ci"), kNow);
      ASSERT_TRUE(ledger.RecordKeyOutcome(*row, State::kDone, id).ok());
    }
    const std::size_t mine_before = ledger.Keys(mine)->size();
    const std::size_t other_before = ledger.Keys(other)->size();
    ASSERT_TRUE(ledger.ForgetKeyById(mine, id).ok());
    EXPECT_EQ(ledger.Keys(mine)->size(), mine_before - 1);
    EXPECT_EQ(ledger.Keys(other)->size(), other_before);
  }
  EXPECT_TRUE(ledger.ForgetKeyById(kAlice, "never-was").ok());
}

TEST_F(LedgerTest, Settle_TheFirstEntryThatIsGivenAKeyKeepsIt) {
  Ledger ledger(path_);
  const auto first = ledger.BeginKey(kAlice, InvokingKey("ci"), kNow);
  const auto second = ledger.BeginKey(kAlice, InvokingKey("ci"), kNow);
  ASSERT_TRUE(ledger.RecordKeyOutcome(*first, State::kSecretLost, "id").ok());
  ASSERT_TRUE(ledger.RecordKeyOutcome(*second, State::kSecretLost, "id").ok());
  const auto keys = ledger.Keys(kAlice);
  ASSERT_EQ(keys->size(), 2U);
  for (const KeyEntry& key : *keys) EXPECT_EQ(key.api_key_id, key.row == *first ? "id" : "");
}

TEST_F(LedgerTest, Sending_IsSoOnlyWhileItsDaemonRuns) {
  std::filesystem::create_directories(folder_ / "state/chutesd");
  const pid_t child = fork();
  if (child == 0) {
    Ledger ledger(path_);
    const bool written = ledger.BeginKey(kAlice, InvokingKey("killed"), kNow).ok() &&
                         ledger.BeginSecret(kAlice, "chute", "K", kNow).ok();
    _exit(written ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  Ledger ledger(path_);
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("mine"), kNow + std::chrono::seconds(1)).ok());
  const auto keys = ledger.Keys(kAlice);
  ASSERT_TRUE(keys.ok()) << keys.status();
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ((*keys)[0].state, State::kSending);
  EXPECT_EQ((*keys)[1].state, State::kReplyLost);
  EXPECT_EQ(ledger.Secrets(kAlice)->front().state, State::kReplyLost);
}

TEST_F(LedgerTest, TwoDaemons_WriteAtOnceAndLoseNothing) {
  constexpr int kEach = 40;
  const auto work = [this](const std::string& name) {
    Ledger ledger(path_);
    for (int i = 0; i < kEach; ++i) {
      const auto row = ledger.BeginKey(kAlice, InvokingKey(name), kNow);
      ASSERT_TRUE(row.ok()) << row.status();
      const Status settled = ledger.RecordKeyOutcome(*row, State::kDone, name + std::to_string(i));
      ASSERT_TRUE(settled.ok()) << settled;
    }
  };
  std::thread one(work, "one");
  std::thread two(work, "two");
  one.join();
  two.join();
  EXPECT_EQ(Ledger(path_).Keys(kAlice)->size(), 2U * kEach);
}

TEST_F(LedgerTest, Secret_IsForgottenOnceItsEndIsKnown) {
  Ledger ledger(path_);
  const auto one = ledger.BeginSecret(kAlice, "chute", "ONE", kNow);
  const auto two = ledger.BeginSecret(kAlice, "chute", "TWO", kNow);
  ASSERT_TRUE(ledger.RecordSecretReplyLost(*one).ok());
  ASSERT_TRUE(ledger.ForgetSecret(*two).ok());
  const auto secrets = ledger.Secrets(kAlice);
  ASSERT_EQ(secrets->size(), 1U);
  EXPECT_EQ(secrets->front().key, "ONE");
  EXPECT_EQ(secrets->front().state, State::kReplyLost);
  EXPECT_TRUE(ledger.Secrets(kBob)->empty());
}

TEST_F(LedgerTest, Names_MayHoldAnything) {
  Ledger ledger(path_);
  const std::string name("'; DROP TABLE keys; --\n\0ключ", 33);
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey(name), kNow).ok());
  EXPECT_EQ(ledger.Keys(kAlice)->front().name, name);
}

}  // namespace
}  // namespace chutesd::ledger
