#include "daemon/codec/utf8.h"

namespace chutesd::codec {
namespace {

struct Form {
  std::uint32_t mask, lead, smallest;
  std::size_t size;
};

constexpr Form kForms[] = {
    {0x80, 0x00, 0x00, 1}, {0xE0, 0xC0, 0x80, 2}, {0xF0, 0xE0, 0x800, 3}, {0xF8, 0xF0, 0x10000, 4}};

std::uint32_t ByteAt(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

}  // namespace

Utf8Char FirstUtf8Char(std::string_view text) {
  const std::uint32_t first = ByteAt(text, 0);
  for (const Form& form : kForms) {
    if ((first & form.mask) != form.lead) continue;
    if (text.size() < form.size) break;
    std::uint32_t code_point = first & ~form.mask;
    bool valid = true;
    for (std::size_t i = 1; i < form.size; ++i) {
      valid = valid && (ByteAt(text, i) & 0xC0) == 0x80;
      code_point = code_point << 6 | (ByteAt(text, i) & 0x3F);
    }
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (!valid || code_point < form.smallest || code_point > 0x10FFFF || surrogate) break;
    return {code_point, form.size, true};
  }
  return {};
}

}  // namespace chutesd::codec
