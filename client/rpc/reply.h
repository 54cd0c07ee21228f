#pragma once

#include <google/protobuf/message_lite.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "client/rpc/call_error.h"
#include "client/rpc/h2_call.h"

namespace chutes::rpc {

// Decodes base64 (RFC 4648, section 4) with or without its padding, as gRPC's "-bin" metadata may
// come. Nothing for any other character or an impossible length.
std::optional<std::string> DecodeBase64(std::string_view text);

// gRPC's framing of messages in HTTP/2 bodies: one byte (1: compressed), four bytes of length, big
// endian, and the message; https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
inline constexpr std::size_t kFrameHeaderSize = 5;

// `message` with its frame header.
std::string FrameMessage(std::string_view message);

// Decodes the percent encoding of `grpc-message`. What is not a valid escape stays as it is.
std::string DecodePercent(std::string_view text);

// Adds what a serialized google.rpc.Status says: the full message, reason and next step of an ErrorInfo
// with the domain `chutesd`, wrong fields, the time to wait. What cannot be read is left out, as
// details only explain a status that is known already.
void AddStatusDetails(const std::string& serialized, CallError& error);

// The error for what is not an answer in gRPC's HTTP/2.
CallError Malformed(std::string_view what);

// Reads a finished call: on success fills `message`.
CallResult ReadReply(const H2Reply& reply, google::protobuf::MessageLite& message);

}  // namespace chutes::rpc
