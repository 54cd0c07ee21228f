#include "daemon/crypto/bytes.h"
#include "tests/unit/crypto/vectors.h"

namespace chutesd::crypto {
namespace {

TEST(Uuid5, NamesSecretsAsTheServerDoes) {
  for (const auto& test : vectors::Section(vectors::Load("requests.json"), "secret_ids", 3)) {
    const std::string name = test.at("user_id").get<std::string>() + ":" +
                             test.at("chute_id").get<std::string>() + ":" + test.at("key").get<std::string>();
    EXPECT_EQ(Uuid5(kOidNamespace, name), test.at("secret_id").get<std::string>()) << name;
  }
}

// The example of RFC 9562, appendix A.4.
TEST(Uuid5, MakesTheUuidOfTheRfc) {
  constexpr UuidBytes kDnsNamespace = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                       0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
  EXPECT_EQ(Uuid5(kDnsNamespace, "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Uuid5, TakesAnyBytes) {
  EXPECT_NE(Uuid5(kOidNamespace, std::string_view("a\0b", 3)), Uuid5(kOidNamespace, "a"));
  EXPECT_EQ(Uuid5(kOidNamespace, "").size(), 36U);
}

}  // namespace
}  // namespace chutesd::crypto
