#pragma once

#include <chrono>
#include <string_view>

#include "chutesd/v1/session.pb.h"
#include "client/commands/context.h"

namespace chutes::commands {

struct DaemonReply {
  rpc::CallResult result;
  chutesd::v1::DaemonInfo info;  // filled if the call succeeded
};

// Asks the daemon about itself, whatever state the account is in.
DaemonReply AskDaemon(Context& context, std::chrono::milliseconds timeout);

}  // namespace chutes::commands
