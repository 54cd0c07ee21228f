#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chutes::rpc {

// Decodes base64 (RFC 4648, section 4) with or without its padding, as gRPC's "-bin" metadata may
// come. Nothing for any other character or an impossible length.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace chutes::rpc
