#include <span>

#include "daemon/crypto/merlin.h"
#include "tests/unit/crypto/vectors.h"

namespace chutesd::crypto {
namespace {

TEST(Keccak, PermutesAsInTheVectors) {
  const auto cases = vectors::Section(vectors::Load("sr25519.json"), "keccak_f1600", 2);
  KeccakState state{};
  for (const auto& test : cases) {  // the second is the permutation of the first's result
    KeccakF1600(state);
    EXPECT_EQ(vectors::Hex(std::as_bytes(std::span(state))), test.at("state_hex").get<std::string>())
        << test.at("note");
  }
}

}  // namespace
}  // namespace chutesd::crypto
