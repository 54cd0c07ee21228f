#pragma once

#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/rpc/call_error.h"
#include "client/rpc/endpoint.h"
#include "client/rpc/wait.h"
#include "proto/support/unique_fd.h"

namespace chutes {

// Exit statuses; scripts rely on them.
enum class Exit {
  kOk = 0,
  kError = 1,
  kUsage = 2,  // or a value that cannot work
  kNoDaemon = 3,
  kAuth = 4,  // the API does not accept who we are, or forbids this
  kNotFound = 5,
  kConflict = 6,  // it exists already
  kUpstream = 7,  // API or network
  kRefused = 8,   // by local policy
  kTimeout = 9,
  kInterrupted = 130,  // 128 + SIGINT, as shells have it
};

// The reason decides; a reason that is not known, or none, leaves it to the gRPC code.
Exit ExitFor(const rpc::CallError& error);

}  // namespace chutes

namespace chutes::terminal {

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

// Which standard streams are terminals.
struct Facts {
  bool in = false;
  bool out = false;
  bool err = false;
  std::size_t width = 0;  // columns of the one on standard output; 0 if unknown

  // Whether a person can be asked.
  bool can_ask() const { return in && err; }
};

// Standard input, output and error.
class Terminal {
 public:
  virtual ~Terminal() = default;

  // Write at once, unbuffered; false if not all could be written. An empty text asks whether there is
  // anything to write to.
  virtual bool Out(std::string_view text) = 0;
  virtual bool Err(std::string_view text) = 0;
  // One line of standard input without its end, at most `limit` bytes; nothing at the end of input.
  virtual std::optional<std::string> ReadLine(std::size_t limit) = 0;
  // The rest of standard input, at most `limit` + 1 bytes so that a caller can see that it was more;
  // nothing if it cannot be read.
  virtual std::optional<std::string> ReadRest(std::size_t limit) = 0;
  // Shows `prompt` on standard error and reads one line that is typed on standard input, without its end; at
  // most `limit` + 1 bytes of it, so that a caller can see that it was longer. `hidden`: what is typed is not
  // shown, and the terminal is as it was before when this returns or the process is ended meanwhile.
  virtual Answer Ask(std::string_view prompt, std::size_t limit, bool hidden) = 0;

  const Facts& facts() const { return facts_; }

 protected:
  Facts facts_;
};

// The process' own streams. For programs with one thread.
class StandardStreams final : public Terminal {
 public:
  // Make it before any file is opened: it fills the places of streams that were closed, so that no socket or
  // file can take them.
  StandardStreams();

  bool Out(std::string_view text) override;
  bool Err(std::string_view text) override;
  std::optional<std::string> ReadLine(std::size_t limit) override;
  std::optional<std::string> ReadRest(std::size_t limit) override;
  Answer Ask(std::string_view prompt, std::size_t limit, bool hidden) override;

 private:
  bool has_out_;
  bool has_err_;
};

// Writes all of a text; false, with errno, on an error.
bool WriteAll(int fd, std::string_view text);

// Reads to the end, or up to `limit` bytes, or past a newline if only `one_line` is wanted. Nothing, with
// errno, on an error.
std::optional<std::string> ReadUpTo(int fd, std::size_t limit, bool one_line = false);

// A new file of mode 0600, removed again unless it is written.
class NewFile {
 public:
  NewFile() = default;
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (fd_.valid()) unlink(path_.c_str());
  }

  // Makes the empty file; nothing may be there. False with errno.
  bool Make(const std::string& path);
  // Puts a line into it, and on the disk. Whether all of it is there; else the file goes.
  bool WriteLine(std::string_view line);
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  support::UniqueFd fd_;
};

// The process that a command runs in: its environment, arguments, clock, what it looks at on the disk, and
// what it can become.
class Process {
 public:
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
  // Empty if there is none.
  virtual std::string WorkingDirectory() const = 0;
  // Names of what is in a folder, in no order; none if it is not there. Nothing if it cannot be read.
  virtual std::optional<std::vector<std::string>> List(const std::string& folder) const = 0;
  // The state of the daemon's socket and its lock.
  virtual rpc::SocketFacts LookAtSocket(const std::string& socket_path) const = 0;
  // Becomes another program: its words (the first is its path), and variables to set before. Returns only
  // if it cannot, with errno.
  virtual int Become(const std::vector<std::string>& words,
                     const std::vector<std::pair<std::string, std::string>>& variables) = 0;
  // Whether a path leads to a executable program that is not this one, under any name.
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
  std::string WorkingDirectory() const override;
  std::optional<std::vector<std::string>> List(const std::string& folder) const override;
  rpc::SocketFacts LookAtSocket(const std::string& socket_path) const override;
  int Become(const std::vector<std::string>& words,
             const std::vector<std::pair<std::string, std::string>>& variables) override;
  bool IsOtherProgram(const std::string& path) const override;

 private:
  int argc_;
  char** argv_;
  void (*sigpipe_)(int);  // what was done about it before
};

// One line on standard error for as long as an answer is waited for, written over by the next and blank at
// the end, without escape sequences. Empty where it could not be seen: no terminal, or one that is dumb.
// `terminal` must outlive the function.
rpc::ShowWait WaitLine(Terminal& terminal, const Process& process);

// Whether what is shown on a terminal may have characters beyond ASCII: LC_ALL, LC_CTYPE and LANG say so,
// the first of them that is set and not empty. If none is, as in most containers, it may: terminals speak
// UTF-8 unless told otherwise.
bool IsUtf8Locale(const Process& process);

}  // namespace chutes::terminal
