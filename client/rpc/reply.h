#pragma once

#include <google/protobuf/message_lite.h>

#include "client/rpc/call_error.h"
#include "client/rpc/h2_call.h"

namespace chutes::rpc {

// Reads a finished call: on success fills `message`.
CallResult ReadReply(const H2Reply& reply, google::protobuf::MessageLite& message);

}  // namespace chutes::rpc
