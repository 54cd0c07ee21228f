#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/rpc/endpoint.h"

namespace chutes::start {
class DaemonHost;
}  // namespace chutes::start

namespace chutes::cli {

// What came back when a person was asked something on the terminal.
struct Answer {
  enum class How {
    kLine,         // `text` is what was typed
    kEnd,          // end of input, as by Ctrl-D
    kInterrupted,  // Ctrl-C
  };
  How how = How::kEnd;
  std::string text;
};

// The world outside a command, so that a test can be the world. All members must be filled.
struct Env {
  // Write to standard output and standard error at once, unbuffered; false if not all could be written.
  // An empty text asks whether there is anything to write to.
  std::function<bool(std::string_view text)> out;
  std::function<bool(std::string_view text)> err;
  // One line of standard input without its end; nothing at the end of input. At most `limit` bytes.
  std::function<std::optional<std::string>(std::size_t limit)> read_line;
  // Shows `prompt` on standard error and reads one line that is typed on standard input, without its end; at
  // most `limit` + 1 bytes of it, so that a caller can see that it was longer. `hidden`: what is typed is not
  // shown, and the terminal is as it was before when this returns or the process is ended meanwhile.
  std::function<Answer(std::string_view prompt, std::size_t limit, bool hidden)> ask;
  // The rest of standard input, at most `limit` + 1 bytes so that a caller can see that it was more;
  // nothing if it cannot be read.
  std::function<std::optional<std::string>(std::size_t limit)> read_rest;
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // Columns of the terminal on standard output; 0 if unknown.
  std::size_t width = 0;
  // An environment variable.
  std::function<std::optional<std::string>(const std::string& name)> lookup;
  // The working directory; empty if there is none.
  std::function<std::string()> working_directory;
  // Names of what is in a folder, in no order; none if it is not there. Nothing if it cannot be read.
  std::function<std::optional<std::vector<std::string>>(const std::string& folder)> list_folder;
  // What is to be seen of the daemon's socket and its lock.
  std::function<rpc::SocketFacts(const std::string& socket_path)> look_at_socket;
  // Overwrites what others can see of an argument (counted without the program's name) from a byte on.
  std::function<void(std::size_t argument, std::size_t from)> blank_argument;
  // Seconds since 1970.
  std::function<std::int64_t()> now;
  // Becomes another program: its words (the first is its path), and variables to set before. Returns only
  // if it cannot, with errno.
  std::function<int(const std::vector<std::string>& words,
                    const std::vector<std::pair<std::string, std::string>>& variables)>
      become;
  // Whether a path leads to a program that may be run and is not this one, by whatever name.
  std::function<bool(const std::string& path)> is_other_program;
  std::int64_t process_id = 0;
  // The daemon's process.
  start::DaemonHost* daemons = nullptr;
};

}  // namespace chutes::cli
