#include "client/terminal/prompter.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "client/render/shown_text.h"

namespace chutes::terminal {
namespace {

std::optional<std::size_t> IndexOf(std::string_view answer, const std::vector<Option>& options) {
  const auto named =
      std::find_if(options.begin(), options.end(), [answer](const Option& o) { return o.name == answer; });
  if (named != options.end()) return static_cast<std::size_t>(named - options.begin());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(answer.data(), answer.data() + answer.size(), number);
  if (error != std::errc() || end != answer.data() + answer.size()) return std::nullopt;
  if (number < 1 || number > options.size()) return std::nullopt;
  return number - 1;
}

std::string ListOf(std::string_view title, const std::vector<Option>& options) {
  std::size_t widest = 0;
  for (const Option& option : options) {
    widest = std::max(widest, render::DisplayWidth(render::Escape(option.name)));
  }
  std::string text = fmt::format("{}\n", render::EscapeSentence(title));
  for (std::size_t i = 0; i < options.size(); ++i) {
    const std::string name = render::Escape(options[i].name);
    text += fmt::format("  {:>2}  {}", i + 1, name);
    if (!options[i].note.empty()) {
      text += fmt::format("{:{}}  {}", "", widest - render::DisplayWidth(name),
                          render::EscapeSentence(options[i].note));
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::optional<bool> YesOrNo(std::string_view answer) {
  for (const std::string_view yes : {"y", "yes", "Y", "Yes", "YES"}) {
    if (answer == yes) return true;
  }
  for (const std::string_view no : {"n", "no", "N", "No", "NO"}) {
    if (answer == no) return false;
  }
  return std::nullopt;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::optional<std::string> Prompter::Line(std::string_view prompt, bool hidden) {
  while (true) {
    Answer answer = terminal_.Ask(prompt, kLongestAnswer, hidden);
    if (answer.how == Answer::How::kLine) {
      std::string_view problem;
      if (answer.text.size() > kLongestAnswer) problem = "that is too long";
      // The daemon speaks protobuf, whose texts are UTF-8.
      if (problem.empty() && !render::IsUtf8(answer.text)) problem = "that is not UTF-8";
      if (problem.empty()) return std::move(answer.text);
      Say(fmt::format("{}\n", problem));
      continue;
    }
    const bool interrupted = answer.how == Answer::How::kInterrupted;
    exit_ = interrupted ? Exit::kInterrupted : Exit::kUsage;
    Say(interrupted ? "chutes: interrupted\n" : "chutes: end of input where an answer was expected\n");
    return std::nullopt;
  }
}

std::optional<std::string> Prompter::Ask(std::string_view label, std::string_view preset,
                                         const Check& check) {
  const std::string prompt =
      preset.empty() ? fmt::format("{}: ", render::EscapeSentence(label))
                     : fmt::format("{} [{}]: ", render::EscapeSentence(label), render::Escape(preset));
  while (true) {
    const std::optional<std::string> line = Line(prompt, false);
    if (!line) return std::nullopt;
    std::string answer(Trim(*line));
    if (answer.empty()) answer = preset;
    const std::string problem = check(answer);
    if (problem.empty()) return answer;
    Say(fmt::format("{}\n", render::EscapeSentence(problem)));
  }
}

std::optional<std::string> Prompter::AskHidden(std::string_view label, const Check& check) {
  const std::string prompt = fmt::format("{} (not shown): ", render::EscapeSentence(label));
  while (true) {
    std::optional<std::string> line = Line(prompt, true);
    if (!line) return std::nullopt;
    const std::string problem = check(*line);
    if (problem.empty()) return line;
    Say(fmt::format("{}\n", render::EscapeSentence(problem)));
  }
}

std::optional<std::size_t> Prompter::Choose(std::string_view title, std::string_view label,
                                            const std::vector<Option>& options,
                                            std::optional<std::size_t> preset) {
  Say(ListOf(title, options));
  const Check check = [&options](const std::string& answer) -> std::string {
    if (IndexOf(answer, options)) return "";
    return options.size() == 1 ? "type 1 or the name"
                               : fmt::format("type a number from 1 to {}, or a name", options.size());
  };
  const std::string fallback = preset ? options.at(*preset).name : "";
  const std::optional<std::string> answer = Ask(fmt::format("{}, number or name", label), fallback, check);
  if (!answer) return std::nullopt;
  return IndexOf(*answer, options);
}

std::optional<bool> Prompter::Confirm(std::string_view question, bool preset) {
  const std::string prompt =
      fmt::format("{} [{}] ", render::EscapeSentence(question), preset ? "Y/n" : "y/N");
  while (true) {
    const std::optional<std::string> line = Line(prompt, false);
    if (!line) return std::nullopt;
    const std::string_view answer = Trim(*line);
    if (answer.empty()) return preset;
    if (const std::optional<bool> decided = YesOrNo(answer)) return decided;
    Say("type y or n\n");
  }
}

}  // namespace chutes::terminal
