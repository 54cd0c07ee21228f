#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chutesd/v1/session.pb.h"
#include "client/commands/context.h"
#include "client/render/config_view.h"

// What is known of the session that a command works with, whether or not it can be used.
namespace chutes::commands {

// The config file that requests go by: what the command line or the environment names, else the daemon's own
// choice. Nothing if the daemon cannot be asked: `error` says why.
std::optional<std::string> ConfigPathInUse(Context& context, rpc::CallError& error);

// A session to explain. If it could not be had there is an error, and the session has what is known all the
// same: what the command line and the environment say, and the path if the error is about the file.
struct SessionToExplain {
  chutesd::v1::Session session;
  std::optional<rpc::CallError> error;
};

SessionToExplain AskForSession(Context& context, const chutesd::v1::SessionSelector& selector);

// Each setting of `session` as the daemon told it, with what the command line, the environment and the file
// say besides. Secrets are masked. Reads the environment and nothing else.
std::vector<render::ExplainedSetting> ExplainSettings(const chutesd::v1::Session& session,
                                                      const Globals& globals, const World& world);

}  // namespace chutes::commands
