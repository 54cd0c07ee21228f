#include <fmt/format.h>

#include <utility>

#include "chutesd/v1/account.pb.h"
#include "client/commands/commands.h"
#include "client/commands/confirm.h"
#include "client/commands/new_fingerprint.h"
#include "client/commands/secret_input.h"
#include "client/render/json_writer.h"
#include "client/render/shown_text.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {
namespace {

constexpr std::string_view kCommand = "chutes refinger";
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

}  // namespace

cli::Exit Run(Context& context, const cli::RefingerArgs& args) {
  constexpr std::size_t kMostBytes = 128;  // see ChangeFingerprintRequest.fingerprint
  if (const std::optional<cli::Exit> refused = context.RequireOutput()) return *refused;
  if (const auto refused = RequireTerminalOrYes(context, args.yes, kCommand, kDeed)) return *refused;
  std::string fingerprint;
  const rpc::WipeAtEnd wipe(fingerprint);
  if (args.fingerprint_stdin) {
    cli::Checked<std::string> read = ReadSecret("--fingerprint-stdin", kMostBytes, context.env());
    if (read.error) return context.Refuse(*read.error);
    fingerprint = std::move(read.value);
  } else {
    fingerprint = NewFingerprint();
    if (fingerprint.empty()) return context.Fail(cli::Exit::kError, "the system has no randomness", kCommand);
  }
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
