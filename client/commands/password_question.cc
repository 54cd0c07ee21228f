#include "client/commands/password_question.h"

#include "client/rpc/wipe.h"

namespace chutes::commands {

UnlockedCall CallUnlocked(prompt::Prompter* prompter, std::string& password,
                          const std::function<rpc::CallResult(const std::string& password)>& call) {
  constexpr int kTries = 3;
  constexpr std::size_t kMostBytes = 1024;  // see RegisterAccountRequest.hotkey_password
  const prompt::Check check = [](const std::string& answer) -> std::string {
    if (answer.empty()) return "type the password that the hotkey's file was encrypted with";
    return answer.size() > kMostBytes ? "that is too long for a password" : "";
  };
  for (int tries = 0;; ++tries) {
    UnlockedCall done{call(password), std::nullopt};
    if (done.result.ok() || prompter == nullptr || tries == kTries) return done;
    const bool is_wrong = done.result.error->reason == "WALLET_PASSWORD_WRONG";
    if (!is_wrong && done.result.error->reason != "WALLET_LOCKED") return done;
    prompter->Say(is_wrong ? "This password does not open the hotkey's file.\n"
                           : "The hotkey's file is encrypted; opening it takes some seconds.\n");
    rpc::Wipe(password);
    std::optional<std::string> typed = prompter->AskHidden("Password of the hotkey", check);
    if (!typed) {
      done.left = prompter->exit();
      return done;
    }
    password = *typed;
    rpc::Wipe(*typed);
  }
}

}  // namespace chutes::commands
