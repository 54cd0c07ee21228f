#include <google/protobuf/stubs/logging.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "chutesd/v1/keys.pb.h"
#include "client/rpc/h2_call.h"
#include "client/rpc/reply.h"
#include "client/rpc/rpc.h"

// What a daemon, or somebody who poses as one, sends to the client. The first byte says in what pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using chutes::rpc::H2Call;
  google::protobuf::SetLogHandler(nullptr);
  if (size == 0) return 0;
  std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = data[0] == 0 ? input.size() + 1 : data[0];
  H2Call call(chutes::rpc::method::kListKeys, "request", std::chrono::milliseconds(1000));
  (void)call.Output();
  while (!input.empty() && call.state() == H2Call::State::kWaiting) {
    call.Feed(input.substr(0, piece));
    (void)call.Output();
    input.remove_prefix(piece < input.size() ? piece : input.size());
  }
  if (call.state() == H2Call::State::kDone) {
    chutesd::v1::ListKeysResponse reply;
    (void)chutes::rpc::ReadReply(call.reply(), reply);
  }
  return 0;
}
