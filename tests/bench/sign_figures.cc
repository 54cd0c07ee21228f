#include "tests/bench/sign_figures.h"

#include <sodium.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include "daemon/crypto/sr25519.h"

namespace chutesd::bench {
namespace {

// Rounds are short and take turns, so that a change of clock rate or a busy neighbour hits both sides.
constexpr int kRounds = 301;
constexpr int kCallsPerRound = 16;
constexpr double kSignGoal = 1.6;
constexpr double kVerifyGoal = 2.0;

void Require(bool condition, const char* what) {
  if (condition) return;
  std::cerr << "sign_figures: " << what << '\n';
  std::abort();
}

// Microseconds per call.
template <typename Call>
double Round(const Call& call) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kCallsPerRound; ++i) call();
  const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
  return spent.count() / kCallsPerRound;
}

template <typename Ours, typename Theirs>
Figure Compare(Figure figure, const Ours& ours, const Theirs& theirs) {
  std::vector<double> measured;
  std::vector<double> reference;
  for (int round = 0; round < kRounds; ++round) {
    measured.push_back(Round(ours));
    reference.push_back(Round(theirs));
  }
  figure.measured = Median(std::move(measured));
  figure.reference = Median(std::move(reference));
  return figure;
}

}  // namespace

std::vector<Figure> MeasureSigning() {
  Require(sodium_init() >= 0, "libsodium does not start");
  std::array<std::uint8_t, crypto_sign_SEEDBYTES> seed{};
  randombytes_buf(seed.data(), seed.size());
  const Result<crypto::Hotkey> hotkey = crypto::Hotkey::FromSeed(seed);
  Require(hotkey.ok(), "no hotkey");
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> ed_public{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> ed_secret{};
  crypto_sign_seed_keypair(ed_public.data(), ed_secret.data(), seed.data());

  // "<ss58>:<nonce>:<sha256 of the body>"
  const std::string message = hotkey->ss58_address() + ":1760000000:" + std::string(64, 'a');
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());

  crypto::Signature signature{};
  std::array<unsigned char, crypto_sign_BYTES> ed_signature{};
  std::vector<Figure> figures;
  figures.push_back(Compare(
      {.id = "sign", .what = "sr25519 sign", .against = "libsodium ed25519 sign", .goal = kSignGoal},
      [&] { signature = hotkey->Sign(message); },
      [&] { crypto_sign_detached(ed_signature.data(), nullptr, bytes, message.size(), ed_secret.data()); }));
  figures.push_back(Compare(
      {.id = "verify", .what = "sr25519 verify", .against = "libsodium ed25519 verify", .goal = kVerifyGoal},
      [&] { Require(crypto::Verify(hotkey->public_key(), message, signature), "our signature is refused"); },
      [&] {
        Require(
            crypto_sign_verify_detached(ed_signature.data(), bytes, message.size(), ed_public.data()) == 0,
            "the ed25519 signature is refused");
      }));
  return figures;
}

}  // namespace chutesd::bench
