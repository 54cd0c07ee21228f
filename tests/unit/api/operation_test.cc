#include <gtest/gtest.h>

#include "daemon/api/operations.h"

namespace chutesd::api {
namespace {

using http::Method;

TEST(TraitsOf, EveryOperationHasItsOwnRow) {
  for (int i = 0; i <= static_cast<int>(Operation::kChangeFingerprint); ++i) {
    const auto operation = static_cast<Operation>(i);
    const OperationTraits& traits = TraitsOf(operation);
    EXPECT_EQ(traits.operation, operation);
    EXPECT_FALSE(traits.doing.empty());
    EXPECT_EQ(traits.is_change(), !traits.look_at.empty()) << traits.doing;
    EXPECT_EQ(traits.is_change(), traits.method != Method::kGet) << traits.doing;
    // What has a body signs its hash (or the fingerprint in it); what has none signs a purpose.
    const bool unsigned_read = operation == Operation::kPing || operation == Operation::kCheckUsername;
    EXPECT_EQ(traits.purpose.empty(), traits.method == Method::kPost || unsigned_read) << traits.doing;
  }
}

TEST(TraitsOf, PurposesAreThoseOfTheServer) {
  EXPECT_EQ(TraitsOf(Operation::kGetUser).purpose, "me");
  EXPECT_EQ(TraitsOf(Operation::kDeleteKey).purpose, "api_keys");
  EXPECT_EQ(TraitsOf(Operation::kDeleteSecret).purpose, "secrets");
  EXPECT_EQ(TraitsOf(Operation::kListChutes).purpose, "chutes");
}

TEST(Describe, NamesTheThingIfThereIsOne) {
  EXPECT_EQ(Describe({Operation::kListKeys, ""}), "list the API keys");
  EXPECT_EQ(Describe({Operation::kCreateKey, "c\ni"}), "create the API key 'c i'");
}

}  // namespace
}  // namespace chutesd::api
