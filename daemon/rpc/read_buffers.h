#pragma once

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "proto/support/overwrite_stack.h"

// gRPC keeps the block that a request was read into for what comes next on that connection, and with it the
// request's secrets for as long as a client stays connected and says little. So a request is overwritten
// there as soon as it has been read. Include before gRPC's services are made use of, as call_runner.h does.
namespace chutesd::rpc {

// Nobody else looks at these bytes: a request is parsed once, and what follows it in the block is another
// slice.
inline void OverwriteRead(const std::vector<grpc::Slice>& slices) {
  for (const grpc::Slice& slice : slices) {
    explicit_bzero(const_cast<std::uint8_t*>(slice.begin()), slice.size());
  }
  constexpr std::size_t kStackOfParsing = 8192;
  support::OverwriteStack<kStackOfParsing>();
}

}  // namespace chutesd::rpc

namespace grpc {

// For the requests that are about an account, thus for all that can hold a secret: descriptors_test.cc looks.
// More constrained than gRPC's own for all messages, and so preferred.
template <class T>
requires requires(const T& request) { request.session(); }
class SerializationTraits<
    T, typename std::enable_if<std::is_base_of<grpc::protobuf::MessageLite, T>::value>::type> {
 public:
  static constexpr bool kOverwritesWhatItRead = true;

  static Status Serialize(const grpc::protobuf::MessageLite& message, ByteBuffer* buffer, bool* own_buffer) {
    return GenericSerialize<ProtoBufferWriter, T>(message, buffer, own_buffer);
  }

  static Status Deserialize(ByteBuffer* buffer, grpc::protobuf::MessageLite* message) {
    std::vector<Slice> slices;
    // Of a buffer that is compressed it copies the slices, which free() then overwrites.
    const bool held = buffer != nullptr && buffer->Dump(&slices).ok();
    Status status = GenericDeserialize<ProtoBufferReader, T>(buffer, message);
    if (held) chutesd::rpc::OverwriteRead(slices);
    return status;
  }
};

}  // namespace grpc
