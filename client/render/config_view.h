#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chutesd/v1/session.pb.h"

namespace chutes::render {

// What the config file of a session says, in the file's own form, the seed masked.
std::string ConfigText(const chutesd::v1::Session& session);
// {"config_path","api":{"base_url"},"auth":{"username","user_id","hotkey_seed","hotkey_name",
// "hotkey_ss58address"},"payment":{"address"}}; null where the file says nothing; the seed masked.
std::string ConfigJson(const chutesd::v1::Session& session);

// How a config file is. `problem` and `fix` are empty for one that can be used.
struct ConfigVerdict {
  std::string config_path;
  std::string problem;
  std::string fix;
  std::vector<std::string> warnings;
};
// {"config_path","valid","problem","fix","warnings":[]}
std::string ConfigVerdictJson(const ConfigVerdict& verdict);

}  // namespace chutes::render
