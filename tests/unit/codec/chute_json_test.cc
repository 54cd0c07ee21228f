#include <gtest/gtest.h>

#include "daemon/base/failure.h"
#include "daemon/codec/api_json.h"

namespace chutesd::codec {
namespace {

std::string Page(const std::string& items) {
  return R"({"total":1,"page":0,"limit":25,"items":[)" + items +
         R"(],"cord_refs":{"0b09b32a":{"cords":[{"path":"x"}]}}})";
}

TEST(DecodeChutePage, ReadsIdNameAndOwner) {
  const auto page = DecodeChutePage(Page(
      R"({"chute_id":"d38e032a-bc87-48dd-9bd4-88799085ea71","name":"my/chute 04b4","tagline":"","cords":null,)"
      R"("created_at":"2026-11-22T23:41:06.004896Z","user":{"username":"a","user_id":"9824b9d3"},"hot":false})"));
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->items.size(), 1U);
  EXPECT_EQ(page->items[0].chute_id, "d38e032a-bc87-48dd-9bd4-88799085ea71");
  EXPECT_EQ(page->items[0].name, "my/chute 04b4");
  EXPECT_EQ(page->items[0].owner_user_id, "9824b9d3");
}

TEST(DecodeChutePage, AChuteWithoutAShownOwnerBelongsToNobody) {
  for (const char* item : {R"({"chute_id":"c","name":"n"})", R"({"chute_id":"c","name":"n","user":null})",
                           R"({"chute_id":"c","name":"n","user":{"username":"a"}})"}) {
    const auto page = DecodeChutePage(Page(item));
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->items[0].owner_user_id, "");
  }
}

}  // namespace
}  // namespace chutesd::codec
