#include "daemon/rpc/read_buffers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "chutesd/v1/secrets.pb.h"

namespace chutesd::rpc {
namespace {

using ::testing::Each;

// A request in two pieces of memory that stays ours, as gRPC's blocks do while a connection is open.
struct Received {
  explicit Received(std::string bytes)
      : first(bytes.substr(0, bytes.size() / 2)), second(bytes.substr(bytes.size() / 2)) {
    const std::array slices = {grpc::Slice(first.data(), first.size(), grpc::Slice::STATIC_SLICE),
                               grpc::Slice(second.data(), second.size(), grpc::Slice::STATIC_SLICE)};
    grpc::ByteBuffer made(slices.data(), slices.size());
    buffer.Swap(&made);
  }

  std::string first;
  std::string second;
  grpc::ByteBuffer buffer;
};

using Traits = grpc::SerializationTraits<v1::CreateSecretRequest>;

TEST(ReadBuffers, ARequestIsReadAndOverwrittenWhereItLies) {
  v1::CreateSecretRequest sent;
  sent.set_key("HF_TOKEN");
  sent.set_value("hf_a_value_that_is_long_enough_for_two_pieces");
  Received received(sent.SerializeAsString());
  v1::CreateSecretRequest request;
  ASSERT_TRUE(Traits::Deserialize(&received.buffer, &request).ok());
  EXPECT_EQ(request.SerializeAsString(), sent.SerializeAsString());
  EXPECT_THAT(received.first, Each('\0'));
  EXPECT_THAT(received.second, Each('\0'));
}

TEST(ReadBuffers, WhatIsNoRequestIsOverwrittenToo) {
  Received received(std::string(64, '\xff'));
  v1::CreateSecretRequest request;
  EXPECT_FALSE(Traits::Deserialize(&received.buffer, &request).ok());
  EXPECT_THAT(received.first + received.second, Each('\0'));
  EXPECT_FALSE(Traits::Deserialize(nullptr, &request).ok());
}

}  // namespace
}  // namespace chutesd::rpc
