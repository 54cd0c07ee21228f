#pragma once

#include <string>
#include <vector>

#include "client/render/table.h"

namespace chutes::render {

// A value that another one hides, and where it stands.
struct HiddenValue {
  std::string source;  // such as `CHUTES_API_URL` or `[api] base_url`
  std::string value;   // empty where it is secret
  bool differs = true;
};

// A setting, where it came from and what it hides.
struct ExplainedSetting {
  std::string name;    // stable, for programs
  std::string title;   // for people
  std::string value;   // empty: not set
  std::string origin;  // as in `status`; empty: not set
  std::string source;  // the option, variable or key; empty for a default
  std::vector<HiddenValue> hides = {};
};

Table ExplainTable(const std::vector<ExplainedSetting>& settings);
// {"settings":[{"name","value","origin","source","hides":[{"source","value"}]}]}; null where nothing is
// known.
std::string ExplainJson(const std::vector<ExplainedSetting>& settings);

}  // namespace chutes::render
