#pragma once

#include <string_view>

#include "daemon/base/failure.h"

namespace chutesd::config {

// The place in a config file that an error is about.
struct Place {
  std::string_view path;
  int line = 0;              // from 1; 0 if the error is about the whole file
  std::string_view section;  // empty if not about one
  std::string_view key;      // empty if not about one
};

// CONFIG_INVALID with the message "PATH:LINE: [section] key: problem". Names are shown only if they
// are presentable: a seed that was pasted into the wrong place looks like a name.
Status ConfigInvalid(const Place& place, std::string_view problem, std::string_view next_step);

// Whether a name from a file may appear in an error: short, plain and not like key material.
bool IsPresentable(std::string_view name);

}  // namespace chutesd::config
