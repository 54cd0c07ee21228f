#include "client/render/json_writer.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "proto/support/text.h"

namespace chutes::render {
namespace {

void AppendUnit(std::uint32_t unit, std::string& out) { out += fmt::format("\\u{:04x}", unit); }

void AppendCharacter(std::string_view bytes, char32_t value, std::string& out) {
  switch (value) {
    case U'"':
      out += "\\\"";
      return;
    case U'\\':
      out += "\\\\";
      return;
    case U'\n':
      out += "\\n";
      return;
    case U'\r':
      out += "\\r";
      return;
    case U'\t':
      out += "\\t";
      return;
    default:
      break;
  }
  // All unsafe characters lie below U+10000, so that one unit is enough.
  if (support::IsUnsafe(value)) {
    AppendUnit(value, out);
  } else {
    out.append(bytes);
  }
}

std::string Quote(std::string_view text) {
  constexpr std::uint32_t kReplacement = 0xfffd;
  std::string out = "\"";
  while (!text.empty()) {
    const std::optional<support::CodePoint> first = support::FirstCodePoint(text);
    const std::size_t size = first ? first->size : 1;
    if (first) {
      AppendCharacter(text.substr(0, size), first->value, out);
    } else {
      AppendUnit(kReplacement, out);
    }
    text.remove_prefix(size);
  }
  return out + '"';
}

}  // namespace

void JsonWriter::NewLine() {
  constexpr std::size_t kIndent = 2;
  text_.append("\n").append(has_items_.size() * kIndent, ' ');
}

void JsonWriter::BeginValue() {
  if (std::exchange(after_key_, false) || has_items_.empty()) return;
  if (has_items_.back()) text_ += ',';
  has_items_.back() = true;
  NewLine();
}

JsonWriter& JsonWriter::Open(char bracket) {
  BeginValue();
  text_ += bracket;
  has_items_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::Close(char bracket) {
  const bool had_items = has_items_.back();
  has_items_.pop_back();
  if (had_items) NewLine();
  text_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::Literal(std::string_view text) {
  BeginValue();
  text_ += text;
  return *this;
}

JsonWriter& JsonWriter::Key(std::string_view name) {
  BeginValue();
  text_.append(Quote(name)).append(": ");
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::String(std::string_view value) { return Literal(Quote(value)); }

JsonWriter& JsonWriter::Integer(std::int64_t value) { return Literal(fmt::format("{}", value)); }

JsonWriter& JsonWriter::Number(double value) {
  return std::isfinite(value) ? Literal(fmt::format("{}", value)) : Null();
}

JsonWriter& JsonWriter::Bool(bool value) { return Literal(value ? "true" : "false"); }

JsonWriter& JsonWriter::Null() { return Literal("null"); }

std::string JsonWriter::Take() { return std::exchange(text_, {}) + '\n'; }

}  // namespace chutes::render
