#pragma once

#include <optional>

#include "chutesd/v1/session.pb.h"
#include "client/commands/context.h"

namespace chutes::commands {

// A session to explain. If it could not be had there is an error, and the session has what is known all the
// same: what the command line and the environment say, and the path if the error is about the file.
struct SessionToExplain {
  chutesd::v1::Session session;
  std::optional<rpc::CallError> error;
};

SessionToExplain AskForSession(Context& context, const chutesd::v1::SessionSelector& selector);

}  // namespace chutes::commands
