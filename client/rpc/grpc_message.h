#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chutes::rpc {

// gRPC's framing of messages in HTTP/2 bodies: one byte (1: compressed), four bytes of length, big
// endian, and the message; https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
inline constexpr std::size_t kFrameHeaderSize = 5;

// `message` with its frame header.
std::string FrameMessage(std::string_view message);

enum class Unframed { kMessage, kEmpty, kIncomplete, kCompressed, kMoreThanOne };

// Takes the one message out of a whole body; `message` points into `body`.
Unframed UnframeMessage(std::string_view body, std::string_view& message);

// Decodes the percent encoding of `grpc-message`. What is not a valid escape stays as it is.
std::string DecodePercent(std::string_view text);

}  // namespace chutes::rpc
