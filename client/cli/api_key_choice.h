#pragma once

#include <string>

#include "chutesd/v1/selector.pb.h"
#include "client/cli/arguments.h"
#include "client/cli/env.h"
#include "client/cli/usage.h"

namespace chutes::cli {

// An API key that came with the command line or the environment, as it was given: the daemon checks its form.
struct ApiKeyChoice {
  std::string text;  // secret; empty for none
  chutesd::v1::Origin origin = chutesd::v1::ORIGIN_UNSPECIFIED;
};

// With --api-key-stdin the first line of standard input (what follows is left for options that read the
// rest), else CHUTES_API_KEY. Wipe the text.
Checked<ApiKeyChoice> ChooseApiKey(const Globals& globals, const Env& env);

}  // namespace chutes::cli
