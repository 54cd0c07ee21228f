#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "chutesd/v1/account.pb.h"
#include "client/commands/commands.h"
#include "client/commands/confirm.h"
#include "client/commands/new_fingerprint.h"
#include "client/commands/secret_input.h"
#include "client/prompt/prompter.h"
#include "client/render/json_writer.h"
#include "client/render/shown_text.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {
namespace {

constexpr std::string_view kCommand = "chutes refinger";
constexpr std::size_t kMostBytes = 128;  // see ChangeFingerprintRequest.fingerprint
constexpr Deed kDeed = {"the old fingerprint ends with a new one", "The fingerprint is as it was."};

// Shown whether the API has it or may have it: it exists nowhere else.
cli::Exit Show(Context& context, const std::string& fingerprint) {
  std::string text;
  const rpc::WipeAtEnd wipe(text);
  if (context.json()) {
    render::JsonWriter json;
    json.BeginObject().Key("fingerprint").String(fingerprint);
    text = json.EndObject().Take();
  } else {
    text = fmt::format("{}{}\n", context.for_people() ? "Fingerprint: " : "", render::Escape(fingerprint));
  }
  return context.PrintOnce(text, kCommand);
}

// The rule of ChangeFingerprintRequest.fingerprint, before it is typed again.
std::string ProblemOf(const std::string& typed) {
  constexpr std::size_t kLeast = 16;
  const bool fits = typed.size() >= kLeast && typed.size() <= kMostBytes &&
                    std::all_of(typed.begin(), typed.end(), [](char c) { return c > ' ' && c <= '~'; });
  return fits ? "" : "a fingerprint has 16 to 128 printable ASCII characters and no blanks";
}

// What was typed twice. Nothing to go on, else the command ends with this exit status.
std::optional<cli::Exit> AskFingerprint(Context& context, std::string& fingerprint) {
  if (!prompt::Prompter::Possible(context.env())) {
    return context.Refuse(
        {"--ask needs a terminal to ask on", "chutes refinger --fingerprint-stdin --yes < FILE"});
  }
  prompt::Prompter prompter(context.env());
  while (true) {
    std::optional<std::string> first = prompter.AskHidden("New fingerprint", ProblemOf);
    if (!first) return prompter.exit();
    const rpc::WipeAtEnd wipe_first(*first);
    std::optional<std::string> second =
        prompter.AskHidden("The same again", [](const std::string&) { return std::string(); });
    if (!second) return prompter.exit();
    const rpc::WipeAtEnd wipe_second(*second);
    if (*first == *second) {
      fingerprint = *first;
      return std::nullopt;
    }
    prompter.Say("These two differ.\n");
  }
}

std::optional<cli::Exit> FindFingerprint(Context& context, const cli::RefingerArgs& args,
                                         std::string& fingerprint) {
  if (args.ask) return AskFingerprint(context, fingerprint);
  if (args.fingerprint_stdin || !args.fingerprint_from.empty()) {
    cli::Checked<std::string> read =
        args.fingerprint_stdin
            ? ReadSecret("--fingerprint-stdin", kMostBytes, context.env())
            : ReadSecretFile("--fingerprint-from", args.fingerprint_from, kMostBytes, context.env());
    const rpc::WipeAtEnd wipe(read.value);
    if (read.error) return context.Refuse(*read.error);
    fingerprint = read.value;
    return std::nullopt;
  }
  fingerprint = NewFingerprint();
  if (fingerprint.empty()) return context.Fail(cli::Exit::kError, "the system has no randomness", kCommand);
  return std::nullopt;
}

}  // namespace

cli::Exit Run(Context& context, const cli::RefingerArgs& args) {
  if (const std::optional<cli::Exit> refused = context.RequireOutput()) return *refused;
  if (const auto refused = RequireTerminalOrYes(context, args.yes, kCommand, kDeed)) return *refused;
  std::string fingerprint;
  const rpc::WipeAtEnd wipe(fingerprint);
  if (const auto left = FindFingerprint(context, args, fingerprint)) return *left;
  const auto declined = Confirm(
      context, args.yes, "The old fingerprint will sign nobody in any more. Set a new one?", kCommand, kDeed);
  if (declined) return *declined;

  chutesd::v1::ChangeFingerprintRequest request;
  const rpc::WipeAtEnd wipe_request(*request.mutable_fingerprint());
  *request.mutable_session() = context.selector();
  request.set_fingerprint(fingerprint);
  chutesd::v1::ChangeFingerprintResponse reply;
  rpc::CallResult result = context.Call(rpc::method::kChangeFingerprint, request, reply, context.timeout());
  if (result.ok()) {
    const cli::Exit shown = Show(context, fingerprint);
    if (!context.json())
      context.Say("Fingerprint changed. Keep it safe: it is shown here and nowhere else.\n");
    return shown;
  }
  const bool may_be_set = result.error->outcome_unknown || result.error->reason == "OUTCOME_UNKNOWN";
  if (!may_be_set) return context.FailWith(*result.error);
  // Setting the same one again does no harm, so that the way out is to repeat it.
  (void)Show(context, fingerprint);
  result.error->next_step =
      "give this fingerprint again: chutes refinger --fingerprint-stdin --yes   (repeating it does no harm)";
  return context.FailWith(*result.error);
}

}  // namespace chutes::commands
