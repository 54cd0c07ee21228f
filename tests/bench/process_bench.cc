// Times whole processes, from spawn to exit, that take turns: one run of each command per round. Prints
// one line of JSON per command, in microseconds. Fails if a command does.
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <vector>

#include "tests/bench/figure.h"

namespace chutesd::bench {
namespace {

constexpr int kWarmUpRounds = 5;

struct Command {
  std::vector<char*> argv;  // ends with a null
  std::vector<double> times;
};

// Each "--" starts a command.
std::vector<Command> ReadCommands(char** words) {
  std::vector<Command> commands;
  for (; *words != nullptr; ++words) {
    if (std::string_view(*words) == "--") {
      commands.emplace_back();
    } else if (!commands.empty()) {
      commands.back().argv.push_back(*words);
    }
  }
  for (Command& command : commands) command.argv.push_back(nullptr);
  return commands;
}

// Microseconds from before the spawn until the process has ended.
double Run(const Command& command, const posix_spawn_file_actions_t& actions) {
  const auto start = std::chrono::steady_clock::now();
  pid_t process = -1;
  int status = -1;
  const int error = posix_spawn(&process, command.argv[0], &actions, nullptr, command.argv.data(), environ);
  const bool ended = error == 0 && waitpid(process, &status, 0) == process;
  const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
  if (!ended || status != 0) {
    std::cerr << "process_bench: " << command.argv[0] << " failed, wait status " << status << '\n';
    std::exit(EXIT_FAILURE);
  }
  return spent.count();
}

void Measure(std::vector<Command>& commands, int rounds) {
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  for (int round = -kWarmUpRounds; round < rounds; ++round) {
    for (Command& command : commands) {
      const double time = Run(command, actions);
      if (round >= 0) command.times.push_back(time);
    }
  }
  posix_spawn_file_actions_destroy(&actions);
  for (const Command& command : commands) {
    std::cout << fmt::format(R"({{"median":{:.1f},"min":{:.1f}}})", Median(command.times),
                             *std::min_element(command.times.begin(), command.times.end()))
              << '\n';
  }
}

}  // namespace
}  // namespace chutesd::bench

int main(int argc, char** argv) {
  const int rounds = argc > 3 ? std::atoi(argv[1]) : 0;
  std::vector<chutesd::bench::Command> commands;
  if (rounds > 0) commands = chutesd::bench::ReadCommands(argv + 2);
  if (commands.empty()) {
    std::cerr << "usage: process_bench ROUNDS -- PROGRAM [ARG..] [-- PROGRAM [ARG..]]..\n";
    return EXIT_FAILURE;
  }
  chutesd::bench::Measure(commands, rounds);
}
