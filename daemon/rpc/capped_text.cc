#include "daemon/rpc/capped_text.h"

#include <cstdint>

namespace chutesd::rpc {
namespace {

// Bytes of the UTF-8 character that `text` begins with; 0 if it begins with none.
std::size_t CharacterSize(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  // Overlong forms, surrogates, and what lies beyond U+10FFFF show in the second byte.
  const bool refused = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F) ||
                       (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F);
  return refused ? 0 : size;
}

}  // namespace

std::string CappedText(std::string_view text, std::size_t most) {
  constexpr std::string_view kEllipsis = "...";
  const std::size_t room = text.size() > most ? most - kEllipsis.size() : most;
  std::string capped;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t size = CharacterSize(rest);
    const std::string_view next = size == 0 ? std::string_view("?") : rest.substr(0, size);
    if (capped.size() + next.size() > room) break;
    capped += next;
    rest.remove_prefix(size == 0 ? 1 : size);
  }
  if (text.size() > most) capped += kEllipsis;
  return capped;
}

}  // namespace chutesd::rpc
