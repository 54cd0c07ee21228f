#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "daemon/ops/keys/key_intents.h"

namespace chutesd::ops {
namespace {

using ledger::KeyEntry;
using ledger::State;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

const model::Time kNow{std::chrono::seconds(1'700'000'000)};

KeyEntry Entry(std::int64_t row, State state, const std::string& id, std::chrono::seconds age) {
  KeyEntry entry;
  entry.row = row;
  entry.state = state;
  entry.api_key_id = id;
  entry.name = "ci";
  entry.intent_time = kNow - age;
  return entry;
}

model::ApiKey Key(const std::string& id, std::chrono::seconds age) {
  model::ApiKey key;
  key.api_key_id = id;
  key.name = "ci";
  key.create_time = kNow - age;
  return key;
}

TEST(Reconcile, ForgetsAKeyThatIsGoneOnlyByTheWholeList) {
  const std::vector<KeyEntry> entries = {Entry(1, State::kDone, "a", hours(1))};
  EXPECT_THAT(Reconcile(entries, {}, /*complete=*/false, kNow).to_forget, IsEmpty());
  EXPECT_THAT(Reconcile(entries, {}, /*complete=*/true, kNow).to_forget, ElementsAre(1));
}

TEST(Reconcile, KeepsAKeyThatWasMadeTooRecentlyToBeListed) {
  const std::vector<KeyEntry> entries = {Entry(1, State::kDone, "a", minutes(9))};
  EXPECT_THAT(Reconcile(entries, {}, true, kNow).to_forget, IsEmpty());
}

TEST(Reconcile, AKeyWhoseReplyArrivedIsNotThatOfAnotherIntentOfItsName) {
  const std::vector<KeyEntry> entries = {Entry(2, State::kDone, "a", minutes(5)),
                                         Entry(1, State::kReplyLost, "", minutes(6))};
  const KeyReconciliation result = Reconcile(entries, {Key("a", minutes(5))}, true, kNow);
  EXPECT_THAT(result.newly_lost, IsEmpty());
  EXPECT_THAT(result.lost, IsEmpty());
  EXPECT_THAT(result.to_forget, ElementsAre(1)) << "the lost one was not made";
}

TEST(Reconcile, OfTwoLostIntentsOfOneNameTheLaterOneMadeTheKey) {
  const std::vector<KeyEntry> entries = {Entry(2, State::kReplyLost, "", minutes(5)),
                                         Entry(1, State::kReplyLost, "", minutes(6))};
  const KeyReconciliation result = Reconcile(entries, {Key("a", minutes(5))}, true, kNow);
  ASSERT_EQ(result.newly_lost.size(), 1U);
  EXPECT_EQ(result.newly_lost[0].row, 2);
  EXPECT_EQ(result.newly_lost[0].api_key_id, "a");
}

}  // namespace
}  // namespace chutesd::ops
