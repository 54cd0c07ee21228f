#include <gtest/gtest.h>

#include "daemon/base/failure.h"
#include "daemon/codec/api_json.h"

namespace chutesd::codec {
namespace {

// The server's member order is not fixed, and `value` is the ciphertext.
constexpr std::string_view kCreated =
    R"({"user_id":"9824b9d3-4373-51c3-b163-85909de8ab25","secret_id":"b7f6d2a3-6a38-52c1-ad1c-a00765fd39c8",)"
    R"("key":"HF_TOKEN","purpose":"4499b820-21d8-4b35-80b1-235f9eea34c4","created_at":"2026-11-22T23:40:46.662232",)"
    R"("value":"c30d04070302"})";

TEST(DecodeSecret, ReadsASecretAndIgnoresItsCiphertext) {
  const auto secret = DecodeSecret(kCreated);
  ASSERT_TRUE(secret.ok()) << secret.status();
  EXPECT_EQ(secret->secret_id, "b7f6d2a3-6a38-52c1-ad1c-a00765fd39c8");
  EXPECT_EQ(secret->purpose, "4499b820-21d8-4b35-80b1-235f9eea34c4");
  EXPECT_EQ(secret->key, "HF_TOKEN");
  EXPECT_EQ(secret->create_time.value().time_since_epoch().count(), 1795390846662232);
}

TEST(DecodeSecretPage, KeepsARowThatLacksAMember) {
  const std::string page = R"({"total":2,"page":0,"limit":25,"items":[)" + std::string(kCreated) +
                           R"(,{"secret_id":"s","key":"K","purpose":"p"}],"cord_refs":null})";
  const auto decoded = DecodeSecretPage(page);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  ASSERT_EQ(decoded->items.size(), 2U);
  EXPECT_EQ(decoded->items[1].key, "K");
  EXPECT_FALSE(decoded->items[1].create_time);
  EXPECT_TRUE(DecodeSecretPage(R"({"total":0,"items":[]})").ok());
}

TEST(DecodeSecretDeletion, WantsTheSecretsId) {
  EXPECT_TRUE(DecodeSecretDeletion(R"({"status":"Successfully deleted secret b7","secret_id":"b7"})").ok());
  for (const char* body : {"", "{}", "[]", R"({"secret_id":null})"})
    EXPECT_FALSE(DecodeSecretDeletion(body).ok());
}

TEST(EncodeNewSecret, IsCompactAndKeepsEveryByteOfTheValue) {
  EXPECT_EQ(EncodeNewSecret("5eda1993-9f4b-5426-972c-61c33dbaf541", "HF_TOKEN", SecretString("hf_example"))
                .Reveal(),
            R"({"purpose":"5eda1993-9f4b-5426-972c-61c33dbaf541","key":"HF_TOKEN","value":"hf_example"})");
  EXPECT_EQ(EncodeNewSecret("p", "k", SecretString(" \"x\"\n\xC3\xA9\\")).Reveal(),
            "{\"purpose\":\"p\",\"key\":\"k\",\"value\":\" \\\"x\\\"\\n\xC3\xA9\\\\\"}");
}

}  // namespace
}  // namespace chutesd::codec
