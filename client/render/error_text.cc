#include "client/render/error_text.h"

#include <fmt/format.h>

#include <chrono>

#include "client/render/shown_text.h"

namespace chutes::render {

std::string ErrorText(const rpc::CallError& error) {
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
  if (!error.next_step.empty()) text += fmt::format("  next: {}\n", EscapeSentence(error.next_step));
  return text;
}

std::string ErrorText(std::string_view message, std::string_view next_step) {
  rpc::CallError error;
  error.message = message;
  error.next_step = next_step;
  return ErrorText(error);
}

std::string WarningText(std::string_view warning) {
  return fmt::format("warning: {}\n", EscapeSentence(warning));
}

}  // namespace chutes::render
