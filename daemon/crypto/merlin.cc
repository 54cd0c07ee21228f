#include "daemon/crypto/merlin.h"

#include <array>
#include <cstddef>

#include "daemon/crypto/byte_view.h"

namespace chutesd::crypto {
namespace {

// A length as Merlin writes it: 32 bits, little endian.
std::array<std::uint8_t, 4> Length(std::size_t size) {
  return {static_cast<std::uint8_t>(size), static_cast<std::uint8_t>(size >> 8),
          static_cast<std::uint8_t>(size >> 16), static_cast<std::uint8_t>(size >> 24)};
}

}  // namespace

Transcript::Transcript(std::string_view label) : strobe_("Merlin v1.0") { Append("dom-sep", BytesOf(label)); }

void Transcript::Append(std::string_view label, std::span<const std::uint8_t> message) {
  strobe_.MetaAd(BytesOf(label));
  strobe_.MetaAd(Length(message.size()), Strobe128::Part::kMore);
  strobe_.Ad(message);
}

void Transcript::Challenge(std::string_view label, std::span<std::uint8_t> out) {
  strobe_.MetaAd(BytesOf(label));
  strobe_.MetaAd(Length(out.size()), Strobe128::Part::kMore);
  strobe_.Prf(out);
}

void Transcript::Witness(std::string_view label, std::span<const std::uint8_t> nonce_seed,
                         std::span<const std::uint8_t> random, std::span<std::uint8_t> out) const {
  Strobe128 branch = strobe_;
  branch.MetaAd(BytesOf(label));
  branch.MetaAd(Length(nonce_seed.size()), Strobe128::Part::kMore);
  branch.Key(nonce_seed);
  branch.MetaAd(BytesOf("rng"));
  branch.Key(random);
  branch.MetaAd(Length(out.size()));
  branch.Prf(out);
}

}  // namespace chutesd::crypto
