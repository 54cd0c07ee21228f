#include "client/rpc/grpc_message.h"

#include <cstdint>
#include <optional>

namespace chutes::rpc {
namespace {

std::optional<unsigned> HexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

}  // namespace

std::string FrameMessage(std::string_view message) {
  std::string framed;
  framed.reserve(kFrameHeaderSize + message.size());
  const auto size = static_cast<std::uint32_t>(message.size());
  framed.push_back('\0');
  for (int shift = 24; shift >= 0; shift -= 8) framed.push_back(static_cast<char>((size >> shift) & 0xffU));
  framed.append(message);
  return framed;
}

Unframed UnframeMessage(std::string_view body, std::string_view& message) {
  if (body.empty()) return Unframed::kEmpty;
  if (body.size() < kFrameHeaderSize) return Unframed::kIncomplete;
  std::size_t size = 0;
  for (std::size_t i = 1; i < kFrameHeaderSize; ++i)
    size = (size << 8U) | static_cast<unsigned char>(body[i]);
  const std::size_t present = body.size() - kFrameHeaderSize;
  if (present < size) return Unframed::kIncomplete;
  if (present > size) return Unframed::kMoreThanOne;
  if (body[0] != '\0') return Unframed::kCompressed;
  message = body.substr(kFrameHeaderSize);
  return Unframed::kMessage;
}

std::string DecodePercent(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const std::optional<unsigned> high = HexDigit(text[i + 1]);
      const std::optional<unsigned> low = HexDigit(text[i + 2]);
      if (high && low) {
        decoded.push_back(static_cast<char>(*high * 16 + *low));
        i += 2;
        continue;
      }
    }
    decoded.push_back(text[i]);
  }
  return decoded;
}

}  // namespace chutes::rpc
