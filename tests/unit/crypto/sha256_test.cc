#include "daemon/crypto/bytes.h"
#include "tests/unit/crypto/vectors.h"

namespace chutesd::crypto {
namespace {

TEST(Sha256, HashesTheMessagesOfTheVectors) {
  for (const auto& test : vectors::Section(vectors::Load("sr25519.json"), "signatures_valid", 16)) {
    EXPECT_EQ(Sha256Hex(vectors::Message(test)), test.at("message_sha256_hex").get<std::string>())
        << test.at("id");
  }
}

TEST(Sha256, NothingHashesAsTheEmptyBody) {
  EXPECT_EQ(Sha256Hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace chutesd::crypto
