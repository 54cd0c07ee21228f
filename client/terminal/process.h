#pragma once

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chutes::terminal {

// The process that a command runs in: its environment, arguments, clock, and what it can become.
class Process {
 public:
  Process() = default;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  virtual ~Process() = default;

  // An environment variable.
  virtual std::optional<std::string> Lookup(const std::string& name) const = 0;
  // The same where one that is empty counts as not set.
  std::string Value(const std::string& name) const { return Lookup(name).value_or(""); }
  // Overwrites what others can see of an argument (counted without the program's name) from a byte on.
  virtual void BlankArgument(std::size_t argument, std::size_t from) = 0;
  // Seconds since 1970.
  virtual std::int64_t Now() const = 0;
  virtual std::int64_t pid() const = 0;
  // Becomes another program: its words (the first is its path), and variables to set before. Returns only
  // if it cannot, with errno.
  virtual int Become(const std::vector<std::string>& words,
                     const std::vector<std::pair<std::string, std::string>>& variables) = 0;
  // Whether a path leads to a program that may be run and is not this one, by whatever name.
  virtual bool IsOtherProgram(const std::string& path) const = 0;
};

class OwnProcess final : public Process {
 public:
  // `argv` must stay valid. Ignores SIGPIPE: a reader that has gone away is an error of writing, as a secret
  // that is shown once must not vanish with the process.
  OwnProcess(int argc, char** argv);

  std::optional<std::string> Lookup(const std::string& name) const override;
  void BlankArgument(std::size_t argument, std::size_t from) override;
  std::int64_t Now() const override;
  std::int64_t pid() const override;
  int Become(const std::vector<std::string>& words,
             const std::vector<std::pair<std::string, std::string>>& variables) override;
  bool IsOtherProgram(const std::string& path) const override;

 private:
  int argc_;
  char** argv_;
  void (*sigpipe_)(int);  // what was done about it before
};

}  // namespace chutes::terminal
