#pragma once

#include <chrono>
#include <string>

namespace chutes::start {

// What a program that was started said on its pipe.
struct Readiness {
  enum class Outcome {
    kReady,
    kEnded,  // it closed the pipe first: it is dead, or as good as
    kTimeout,
  };
  Outcome outcome = Outcome::kTimeout;
  // The last 4 KiB of what it said but for READY=1, on one line.
  std::string words;
};

// Waits until the program at the other end of the pipe says READY=1 on a line, ends, or `deadline` passes.
Readiness WaitUntilReady(int pipe, std::chrono::steady_clock::time_point deadline);

}  // namespace chutes::start
