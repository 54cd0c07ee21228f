#pragma once

#include <optional>
#include <string>

#include "client/commands/registration.h"
#include "client/prompt/prompter.h"

namespace chutes::commands {

// Asks a person for what a registration still needs: user name, hotkey and its password, where the config
// file goes, token; and whether to send it. Answers are checked, against the API where that knows better,
// before the next question. Nothing is changed meanwhile.
class RegisterDialogue {
 public:
  // All must outlive the dialogue.
  RegisterDialogue(Context& context, prompt::Prompter& prompter, Registration& registration)
      : context_(context), prompter_(prompter), registration_(registration) {}

  // Nothing to go on with a complete registration, or with one that is to be restored; else the command
  // ends with this exit status.
  std::optional<cli::Exit> Run();
  // The token alone, whether or not there is one.
  std::optional<cli::Exit> AskToken();

 private:
  // What is wrong with a user name; empty: nothing. An API that cannot be asked ends the dialogue: exit_.
  std::string ProblemOf(const std::string& username);
  std::optional<cli::Exit> AskUsername();
  // Whether the hotkey has an account already.
  std::optional<cli::Exit> Probe();
  std::optional<cli::Exit> ConfirmSummary();

  Context& context_;
  prompt::Prompter& prompter_;
  Registration& registration_;
  std::optional<cli::Exit> exit_;
  std::string hotkey_address_;
  std::string coldkey_address_;
  std::string account_;  // user name of the account that the hotkey has
};

}  // namespace chutes::commands
