#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace chutes::start {

// How a program that we waited for ended.
struct Finished {
  bool in_time = false;
  int status = -1;     // its exit status; -1 if it did not end by itself, 127 if it could not be run
  std::string output;  // standard output and error, at most 64 KiB
};

// Runs `systemctl --user` with these arguments, from PATH. It is killed when `deadline` passes.
Finished RunSystemctl(const std::vector<std::string>& arguments,
                      std::chrono::steady_clock::time_point deadline);

}  // namespace chutes::start
