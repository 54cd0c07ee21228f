#include <fmt/format.h>
#include <sys/random.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <array>
#include <utility>

#include "chutesd/v1/account.pb.h"
#include "client/commands/command.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"
#include "client/terminal/prompter.h"

namespace chutes::commands {
namespace {

const std::string kCommand = "refinger";
const NextStep kIfLost = ChutesCommand("refinger", "sets another one");
constexpr std::size_t kMostBytes = 128;  // see ChangeFingerprintRequest.fingerprint
constexpr Danger kDanger = {"a new fingerprint replaces the old one", "The fingerprint is as it was.",
                            /*takes_line=*/false};

// The rule of ChangeFingerprintRequest.fingerprint, before it is typed again.
std::string ProblemOf(const std::string& typed) {
  constexpr std::size_t kLeast = 16;
  const bool fits = typed.size() >= kLeast && typed.size() <= kMostBytes &&
                    std::all_of(typed.begin(), typed.end(), [](char c) { return c > ' ' && c <= '~'; });
  return fits ? "" : "a fingerprint has 16 to 128 printable ASCII characters and no blanks";
}

// A fresh fingerprint: 32 of A-Z, a-z and 0-9, as the API makes them, from the operating system's randomness.
// Empty if that has none.
std::string NewFingerprint() {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::size_t kLength = 32;
  // Bytes from here on would make the first letters likelier than the others.
  constexpr std::size_t kFair = 256 / kAlphabet.size() * kAlphabet.size();
  std::string fingerprint;
  std::array<unsigned char, 64> random{};
  while (fingerprint.size() < kLength) {
    if (getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) return "";
    for (const unsigned char byte : random) {
      if (byte < kFair && fingerprint.size() < kLength) fingerprint += kAlphabet[byte % kAlphabet.size()];
    }
  }
  return fingerprint;
}

class Refinger final : public Command {
 public:
  void AddOptions(CLI::App& app) override {
    ExcludeEachOther(
        {app.add_flag("--fingerprint-stdin", stdin_,
                      "Read the new fingerprint from standard input, instead of having one made"),
         app.add_option("--fingerprint-from", file_, "Read it from this file")->type_name("FILE"),
         app.add_flag("--ask", ask_, "Ask for it, twice and without showing it")});
    AddYes(app, yes_);
  }

  NextStep Meant() const override { return ChutesCommand("refinger --ask"); }

  Exit Run(Context& context) override {
    if (const auto refused = context.RequireOutput()) return *refused;
    if (const auto refused = context.RequireTerminalOrYes(yes_, kCommand, kDanger)) return *refused;
    if (const auto left = FindFingerprint(context)) return *left;
    const auto declined =
        context.Confirm(yes_, "The old fingerprint will stop working. Set a new one?", kCommand, kDanger);
    if (declined) return *declined;

    chutesd::v1::ChangeFingerprintResponse reply;
    rpc::CallResult result = context.TryCall(rpc::method::kChangeFingerprint, request_, reply);
    if (result.ok()) {
      const Exit shown = Show(context);
      if (!context.json())
        context.Say("Fingerprint changed. Keep it safe: it is shown here and nowhere else.\n");
      return shown;
    }
    const bool may_be_set =
        result.error->outcome_unknown || result.error->reason == chutesd::Reason::kOutcomeUnknown;
    if (!may_be_set) return context.FailWith(*result.error);
    // Setting the same one again does no harm, so that the way out is to repeat it.
    (void)Show(context);
    result.error->next = ChutesCommand("refinger --fingerprint-stdin --yes",
                                       "give this fingerprint again: repeating it does no harm");
    result.error->next.is_destructive = true;
    return context.FailWith(*result.error);
  }

 private:
  // Shown whether the API has it or may have it: it exists nowhere else.
  Exit Show(Context& context) const {
    const std::string& fingerprint = request_.fingerprint();
    const char* const label = context.for_people() ? "Fingerprint: " : "";
    return context.PrintOnce(context.json() ? render::JsonText("fingerprint", fingerprint)
                                            : fmt::format("{}{}\n", label, render::Escape(fingerprint)),
                             kIfLost);
  }

  // Nothing to go on, else the command ends with this exit status.
  std::optional<Exit> FindFingerprint(Context& context) {
    if (ask_) return AskFingerprint(context);
    Checked<std::string> found;
    if (stdin_) {
      found = ReadSecret("--fingerprint-stdin", kMostBytes, context.platform());
    } else if (!file_.empty()) {
      found = ReadSecretFile("--fingerprint-from", file_, kMostBytes, context.platform());
    } else {
      found.value = NewFingerprint();
      if (found.value.empty())
        return context.Fail(Exit::kError, "the system has no randomness", Advice("restart the machine"));
    }
    if (found.error) return context.Refuse(*found.error);
    request_.set_fingerprint(std::move(found.value));
    return std::nullopt;
  }

  // What was typed twice.
  std::optional<Exit> AskFingerprint(Context& context) {
    if (!context.terminal().facts().can_ask()) {
      return context.Refuse(
          {"--ask needs a terminal to ask on", ChutesCommand("refinger --fingerprint-stdin --yes < FILE")});
    }
    terminal::Prompter prompter(context.terminal());
    while (true) {
      const std::optional<std::string> first = prompter.AskHidden("New fingerprint", ProblemOf);
      if (!first) return prompter.exit();
      const std::optional<std::string> second =
          prompter.AskHidden("The same again", [](const std::string&) { return std::string(); });
      if (!second) return prompter.exit();
      if (*first == *second) {
        request_.set_fingerprint(*first);
        return std::nullopt;
      }
      prompter.Say("These two differ.\n");
    }
  }

  chutesd::v1::ChangeFingerprintRequest request_;
  std::string file_;  // as typed
  bool stdin_ = false;
  bool ask_ = false;
  bool yes_ = false;
};

}  // namespace

constexpr CommandInfo kRefinger = {
    "refinger",
    "Set a new fingerprint for the account",
    "chutes refinger --yes\n  chutes refinger --fingerprint-stdin --yes < fingerprint.txt",
    Make<Refinger>,
    /*starts_daemon=*/true,
    /*takes_secret=*/true};

}  // namespace chutes::commands
