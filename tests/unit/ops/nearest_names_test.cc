#include "daemon/ops/nearest_names.h"

#include <gtest/gtest.h>

namespace chutesd::ops {
namespace {

using Names = std::vector<std::string>;

TEST(NearestNames, AreTheFewEditsAwayNearestFirst) {
  EXPECT_EQ(NearestNames("my-chut", {"other", "my-chute", "your-chute", "my-chat"}),
            (Names{"my-chat", "my-chute"}));
}

TEST(NearestNames, IgnoreTheCase) { EXPECT_EQ(NearestNames("hf_token", {"HF_TOKEN"}), Names{"HF_TOKEN"}); }

TEST(NearestNames, ABeginningIsNear) {
  EXPECT_EQ(NearestNames("llama", {"llama-3-70b-instruct"}), Names{"llama-3-70b-instruct"});
}

TEST(NearestNames, NothingIsNearToNothing) {
  EXPECT_TRUE(NearestNames("ci", {"xy", "production"}).empty());
  EXPECT_TRUE(NearestNames("", {"ab"}).empty());
  EXPECT_TRUE(NearestNames(std::string(5000, 'x'), {std::string(5000, 'x')}).empty());
}

TEST(NearestNames, AreThreeAtMostAndReadAsASentence) {
  EXPECT_EQ(DidYouMean("keyX", {"key4", "key3", "key2", "key1", "key1"}),
            "; did you mean 'key1', 'key2' or 'key3'?");
  EXPECT_EQ(DidYouMean("keyX", {}), "");
}

}  // namespace
}  // namespace chutesd::ops
