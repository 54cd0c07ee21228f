#pragma once

#include <string>
#include <vector>

#include "client/render/table.h"

namespace chutes::render {

// A config file that can be chosen, and what it says.
struct Profile {
  std::string name;  // empty for a file outside of the folder of profiles
  std::string config_path;
  bool in_use = false;
  std::string username;
  std::string hotkey_ss58_address;
  std::string api_url;
  std::string problem;  // why it cannot be used; empty if it can
};

Table ProfilesTable(const std::vector<Profile>& profiles);
// {"profiles":[{"name","config_path","in_use","username","hotkey_ss58address","api_url","problem"}]}; null
// where nothing is known.
std::string ProfilesJson(const std::vector<Profile>& profiles);

}  // namespace chutes::render
