#include "client/commands/context.h"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

#include "client/terminal/prompter.h"

namespace chutes::commands {
namespace {

constexpr std::size_t kLongestAnswer = 16;  // to a question that wants yes or no

}  // namespace

render::Form Context::form() const {
  const terminal::Facts& facts = platform_.terminal.facts();
  return {facts.out, facts.width, !terminal::IsUtf8Locale(platform_.process), json()};
}

void Context::AddApiKey(chutesd::v1::SessionSelector& session) const {
  if (api_key_.text.empty()) return;
  session.set_api_key(api_key_.text);
  session.set_api_key_origin(api_key_.origin);
}

rpc::CallResult Context::Send(std::string_view method, const google::protobuf::MessageLite& request,
                              google::protobuf::MessageLite& reply, std::chrono::milliseconds timeout) {
  rpc::CallResult result = rpc_.Call(method, request, reply, std::chrono::steady_clock::now() + timeout);
  for (const rpc::Warning& warning : result.warnings) Warn(warning);
  return result;
}

std::optional<Exit> Context::RequireSocket() {
  if (!endpoint_.path.empty()) return std::nullopt;
  // Any call fails with the reason why there is no place.
  chutesd::v1::GetSessionRequest request;
  chutesd::v1::GetSessionResponse reply;
  return Call(rpc::method::kGetSession, request, reply);
}

Exit Context::Print(std::string_view text) {
  if (platform_.terminal.Out(text)) return Exit::kOk;
  return Fail(Exit::kError, "standard output could not be written",
              ShellCommand("df -h .", "and look at where the output goes"));
}

Exit Context::PrintOnce(std::string_view text, const NextStep& if_lost) {
  if (platform_.terminal.Out(text)) return Exit::kOk;
  if (platform_.terminal.facts().err && platform_.terminal.Err(text)) {
    return Fail(Exit::kError, "standard output could not be written, so this is shown here", {});
  }
  return Fail(Exit::kError, "standard output could not be written and what was to be shown once is lost",
              if_lost);
}

std::optional<Exit> Context::RequireOutput() {
  if (platform_.terminal.Out("")) return std::nullopt;
  return Fail(Exit::kError, "standard output is closed, and the result is shown only once; nothing was done",
              Advice("try again without >&-"));
}

void Context::NotePage(const render::PageShown& shown, int count, int total, const std::string& command) {
  if (!for_people() || count >= total) return;
  const std::int64_t first = std::int64_t{shown.page} * shown.limit;
  if (count == 0) {
    Say(fmt::format("Page {} is empty: there are {} in all.\n", shown.page, total));
    return;
  }
  std::string text = fmt::format("{} to {} of {}.", first + 1, first + count, total);
  if (first + count < total) {
    const std::string arguments =
        fmt::format("{} --limit {} --page {}", command, shown.limit, shown.page + 1);
    text += " Next: " + render::EscapeSentence(render::CommandOf(ChutesCommand(arguments), in_force_));
  }
  Say(text + "\n");
}

bool Context::HasConsent(const Danger& danger) {
  if (!danger.takes_line || platform_.terminal.facts().in) return false;
  if (!consent_) consent_ = platform_.terminal.ReadLine(kLongestAnswer).value_or("");
  return terminal::YesOrNo(support::Trimmed(*consent_)) == true;
}

std::optional<Exit> Context::RequireTerminalOrYes(bool yes, const std::string& command,
                                                  const Danger& danger) {
  if (yes || platform_.terminal.facts().can_ask() || HasConsent(danger)) return std::nullopt;
  NextStep step = ChutesCommand(command + " --yes");
  step.is_destructive = true;
  return Refuse({fmt::format("{}, and there is no terminal to ask on; --yes confirms it", danger.why), step});
}

std::optional<Exit> Context::Confirm(bool yes, std::string_view question, const std::string& command,
                                     const Danger& danger) {
  if (yes) return std::nullopt;
  if (std::optional<Exit> refused = RequireTerminalOrYes(yes, command, danger)) return refused;
  if (HasConsent(danger)) return std::nullopt;
  Say(fmt::format("{} [y/N] ", render::EscapeSentence(question)));
  const std::optional<std::string> answer = platform_.terminal.ReadLine(kLongestAnswer);
  if (answer && terminal::YesOrNo(*answer) == true) return std::nullopt;
  Say(fmt::format("{}{}\n", answer ? "" : "\n", danger.declined));
  return Exit::kError;
}

void Context::Say(std::string_view text) { platform_.terminal.Err(text); }

void Context::NameAccountFor(const NextStep& step) {
  if (!step.is_destructive || !in_force_.account.empty() || std::exchange(account_asked_, true)) return;
  chutesd::v1::GetSessionRequest request;
  *request.mutable_session() = selector_;
  AddApiKey(*request.mutable_session());
  chutesd::v1::GetSessionResponse reply;
  const auto deadline = std::chrono::steady_clock::now() + globals_.timeout;
  if (rpc_.Call(rpc::method::kGetSession, request, reply, deadline).ok()) {
    in_force_.account = reply.session().username();
  }
}

void Context::Warn(const rpc::Warning& warning) {
  if (!warned_.insert(warning.text).second) return;
  NameAccountFor(render::NextStepFor(warning.code, warning.facts).value_or(NextStep()));
  Say(render::WarningText(warning, in_force_));
}

Exit Context::FailWith(rpc::CallError error, const NextStep& look) {
  // Need not be named: this home's.
  if (error.Fact(chutesd::fact::kWalletsPath) == WalletsPath("", platform_).value) {
    error.facts.erase(chutesd::fact::kWalletsPath);
  }
  if (error.outcome_unknown && !look.empty()) {
    error.message += "; whether the change was made is not known";
    error.next = look;
  }
  if (std::string account = error.Fact(chutesd::fact::kAccount); !account.empty()) {
    in_force_.account = std::move(account);
  }
  // A daemon that did not answer is not asked again.
  if (error.fault == rpc::Fault::kAnswered) NameAccountFor(render::NextOf(error));
  Say(render::ErrorText(error, in_force_));
  return ExitFor(error);
}

Exit Context::Fail(Exit exit, std::string_view message, const NextStep& next) {
  NameAccountFor(next);
  Say(render::ErrorText(message, next, in_force_));
  return exit;
}

Exit Context::Refuse(const UsageError& error) { return Fail(Exit::kUsage, error.message, error.next); }

}  // namespace chutes::commands
