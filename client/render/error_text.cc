#include <fmt/format.h>

#include <chrono>

#include "client/render/next_step.h"
#include "client/render/shown_text.h"
#include "proto/support/text.h"

namespace chutes::render {

namespace {

// For a field of a request that has a wrong value: an example of a right one.
std::optional<NextStep> ExampleFor(std::string_view field) {
  if (field == "fingerprint") return ChutesCommand("refinger", "makes one that is good");
  if (field == "name") return Advice("choose another, such as --name ci-cd");
  if (field == "secret_id")
    return ChutesCommand("secrets list", "shows the ids; or give --purpose and --key");
  if (field == "username") return Advice("choose another, such as --username my_name");
  if (field != "session.api_key") return std::nullopt;
  return Advice(
      "give the whole secret_key that `chutes keys create` shows: cpk_ and three parts of 32 characters with "
      "dots between them, 102 characters in all");
}

}  // namespace

std::string CommandOf(const NextStep& step, const InForce& in_force) {
  if (step.chutes.empty()) return step.shell;
  std::string command = "chutes";
  const auto add = [&command](const std::vector<std::string>& words) {
    for (const std::string& word : words) command += " " + chutesd::support::ShellWord(word);
  };
  if (!step.is_of_no_account) add(in_force.options);
  add(in_force.daemon_options);
  return command + " " + step.chutes;
}

std::string LineOf(const NextStep& step, const InForce& in_force) {
  const std::string command = CommandOf(step, in_force);
  if (command.empty()) return step.why;
  std::string why = step.why;
  if (step.is_destructive && !in_force.account.empty()) {
    why = fmt::format("of account {}{}{}", in_force.account, why.empty() ? "" : "; ", why);
  }
  return why.empty() ? command : fmt::format("{}   ({})", command, why);
}

NextStep NextOf(const rpc::CallError& error) {
  if (!error.next.empty()) return error.next;
  if (error.reason == chutesd::Reason::kUnspecified) return Advice(error.next_step);
  const chutesd::ReasonTraits& traits = chutesd::TraitsOf(error.reason);
  NextStep row = NextStepFor(traits.name, error.facts).value_or(NextStep());
  const bool is_command = !row.chutes.empty() || !row.shell.empty();
  // The daemon's own words, where it knows better than what goes for every error of this reason.
  const bool knows_better = !error.next_step.empty() && error.next_step != traits.next_step;
  if (is_command) {
    if (knows_better && row.why.empty()) row.why = error.next_step;
    return row;
  }
  // Of several wrong fields an example of one would hide the others.
  if (traits.code == static_cast<int>(rpc::Code::kInvalidArgument) && error.violations.size() == 1) {
    if (auto example = ExampleFor(error.violations.front().field)) return *std::move(example);
  }
  if (!knows_better) return row;
  // It cannot know how this program's options are called.
  const bool is_about_wallets =
      error.reason == chutesd::Reason::kWalletNotFound || error.reason == chutesd::Reason::kWalletUnusable;
  return Advice(is_about_wallets ? error.next_step + "; --wallet, --hotkey and --wallets-path say which"
                                 : error.next_step);
}

std::string ErrorText(const rpc::CallError& error, const InForce& in_force) {
  std::string text = fmt::format("chutes: {}\n", EscapeSentence(error.message));
  for (const rpc::FieldViolation& violation : error.violations) {
    // The message of a single wrong field may be nothing but this.
    if (error.message == violation.description ||
        error.message == fmt::format("{}: {}", violation.field, violation.description)) {
      continue;
    }
    text += fmt::format("  {}: {}\n", EscapeSentence(violation.field), EscapeSentence(violation.description));
  }
  if (error.retry_after) {
    text +=
        fmt::format("  wait: {} s\n", std::chrono::ceil<std::chrono::seconds>(*error.retry_after).count());
  }
  const std::string next = LineOf(NextOf(error), in_force);
  if (!next.empty()) text += fmt::format("  next: {}\n", EscapeSentence(next));
  return text;
}

std::string ErrorText(std::string_view message, const NextStep& next, const InForce& in_force) {
  rpc::CallError error;
  error.message = message;
  error.next = next;
  return ErrorText(error, in_force);
}

std::string WarningText(const rpc::Warning& warning, const InForce& in_force) {
  std::string text = fmt::format("warning: {}\n", EscapeSentence(warning.text));
  const std::optional<NextStep> next = NextStepFor(warning.code, warning.facts);
  if (next && !next->empty()) text += fmt::format("  next: {}\n", EscapeSentence(LineOf(*next, in_force)));
  return text;
}

}  // namespace chutes::render
