#include "daemon/crypto/merlin.h"

#include "daemon/crypto/bytes.h"
#include "tests/unit/crypto/vectors.h"

namespace chutesd::crypto {
namespace {

TEST(Merlin, ChallengesAsInTheSimpleVector) {
  const auto test = vectors::Section(vectors::Load("sr25519.json"), "merlin", 2).at(0);
  ASSERT_EQ(test.at("id"), "merlin-simple");
  ASSERT_EQ(test.at("ops").size(), 2U);
  Transcript transcript(test.at("label").get<std::string>());
  for (const auto& op : test.at("ops")) {
    const auto label = op.at(1).get<std::string>();
    if (op.at(0) == "append") {
      transcript.Append(label, BytesOf(op.at(2).get_ref<const std::string&>()));
    } else {
      std::vector<std::uint8_t> challenge(op.at(2).get<std::size_t>());
      transcript.Challenge(label, challenge);
      EXPECT_EQ(vectors::Hex(challenge), test.at("challenge_hex").get<std::string>());
    }
  }
}

// The operations are those that the case's `note` names.
TEST(Merlin, ChallengesAsInTheComplexVector) {
  const auto test = vectors::Section(vectors::Load("sr25519.json"), "merlin", 2).at(1);
  ASSERT_EQ(test.at("id"), "merlin-complex");
  Transcript transcript(test.at("label").get<std::string>());
  transcript.Append("step1", BytesOf("some data"));
  const std::vector<std::uint8_t> big(1024, 99);
  std::array<std::uint8_t, 32> challenge{};
  for (int i = 0; i < 32; ++i) {
    transcript.Challenge("challenge", challenge);
    transcript.Append("bigdata", big);
    transcript.Append("challengedata", challenge);
  }
  EXPECT_EQ(vectors::Hex(challenge), test.at("challenge_hex").get<std::string>());
}

TEST(Merlin, EveryStageOfSigningHasTheStateOfTheVectors) {
  const auto document = vectors::Load("sr25519.json");
  const auto stages = vectors::Section(document.at("transcript_stages"), "stages", 5);
  const auto alice = vectors::Section(document, "keys", 16).at(7);
  ASSERT_EQ(alice.at("id"), "key-07");
  std::size_t stage = 0;
  const auto check = [&](const Transcript& transcript) {
    const auto& expected = stages.at(stage++);
    SCOPED_TRACE(expected.at("after").get<std::string>());
    const Strobe128& strobe = transcript.strobe();
    EXPECT_EQ(vectors::Hex(std::as_bytes(std::span(strobe.state()))),
              expected.at("state_hex").get<std::string>());
    EXPECT_EQ(strobe.position(), expected.at("pos"));
    EXPECT_EQ(strobe.operation_start(), expected.at("pos_begin"));
  };
  Transcript transcript("SigningContext");
  check(transcript);
  transcript.Append("", BytesOf("substrate"));
  check(transcript);
  transcript.Append("sign-bytes", {});
  check(transcript);
  transcript.Append("proto-name", BytesOf("Schnorr-sig"));
  check(transcript);
  transcript.Append("sign:pk", vectors::Bytes(alice.at("public_hex")));
  check(transcript);
  EXPECT_EQ(stage, stages.size());
}

TEST(Merlin, WitnessLeavesTheTranscriptAndDependsOnAllItIsGiven) {
  const Transcript transcript("witness");
  const std::array<std::uint8_t, 32> nonce_seed{1};
  const std::array<std::uint8_t, 32> random{2};
  const auto draw = [](const Transcript& from, const auto& seed, const auto& fresh) {
    std::array<std::uint8_t, 64> out{};
    from.Witness("signing", seed, fresh, out);
    return out;
  };
  const auto witness = draw(transcript, nonce_seed, random);
  EXPECT_EQ(draw(transcript, nonce_seed, random), witness);
  EXPECT_NE(draw(transcript, nonce_seed, nonce_seed), witness);
  EXPECT_NE(draw(transcript, random, random), witness);
  EXPECT_NE(draw(Transcript("other"), nonce_seed, random), witness);
  EXPECT_EQ(transcript.strobe().state(), Transcript("witness").strobe().state());
}

}  // namespace
}  // namespace chutesd::crypto
