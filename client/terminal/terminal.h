#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "client/rpc/wait.h"

namespace chutes::terminal {

class Process;

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

// One line on standard error for as long as an answer is waited for, written over by the next and blank at
// the end, without escape sequences. Empty where it could not be seen: no terminal, or one that is dumb.
// `terminal` must outlive the function.
rpc::ShowWait WaitLine(Terminal& terminal, const Process& process);

// Whether what is shown on a terminal may have characters beyond ASCII: LC_ALL, LC_CTYPE and LANG say so,
// the first of them that is set and not empty. If none is, as in most containers, it may: terminals speak
// UTF-8 unless told otherwise.
bool IsUtf8Locale(const Process& process);

}  // namespace chutes::terminal
