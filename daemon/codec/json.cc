#include "daemon/codec/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "proto/support/text.h"

namespace chutesd::codec {
namespace {

constexpr std::size_t kMaxDepth = 32;
// A reply of 4 MiB can hold two million numbers; no list that we ask for has a tenth of this.
constexpr std::size_t kMaxValues = 300'000;

// Builds the tree from the parser's events. Names are those that nlohmann calls.
class TreeBuilder {
 public:
  bool null() { return Add({}); }
  bool boolean(bool value) { return Add({value}); }
  bool number_integer(std::int64_t value) { return Add({value}); }
  bool number_unsigned(std::uint64_t value) {
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (value > kMax) return Add({static_cast<double>(value)});
    return Add({static_cast<std::int64_t>(value)});
  }
  bool number_float(double value, const std::string&) { return Add({value}); }
  bool string(std::string& value) { return Add({std::move(value)}); }
  bool binary(const nlohmann::json::binary_t&) { return Refuse("binary data"); }
  bool start_object(std::size_t) { return Add({JsonValue::Object()}); }
  bool start_array(std::size_t) { return Add({JsonValue::Array()}); }
  bool end_array() {
    open_.pop_back();
    return true;
  }
  bool key(const std::string& name) {
    open_.back()->As<JsonValue::Object>()->push_back({name, {}});
    return true;
  }
  bool end_object() {
    std::vector<std::string_view> names;
    for (const JsonMember& member : *open_.back()->As<JsonValue::Object>()) names.emplace_back(member.name);
    std::sort(names.begin(), names.end());
    open_.pop_back();
    const bool unique = std::adjacent_find(names.begin(), names.end()) == names.end();
    return unique || Refuse("an object has two members of the same name");
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    return Refuse(fmt::format("it is not JSON: trouble at byte {}", position));
  }

  JsonValue& root() { return root_; }
  const std::string& problem() const { return problem_; }

 private:
  bool Refuse(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
    return false;
  }

  bool Add(JsonValue value) {
    if (++count_ > kMaxValues) return Refuse(fmt::format("it holds more than {} values", kMaxValues));
    JsonValue* place = &root_;
    if (!open_.empty()) {
      if (auto* array = open_.back()->As<JsonValue::Array>()) {
        place = &array->emplace_back();
      } else {
        place = &open_.back()->As<JsonValue::Object>()->back().value;
      }
    }
    *place = std::move(value);
    if (place->As<JsonValue::Array>() == nullptr && place->As<JsonValue::Object>() == nullptr) return true;
    if (open_.size() == kMaxDepth) return Refuse(fmt::format("it is more than {} levels deep", kMaxDepth));
    // A container does not grow while one of its values is open, so these pointers stay good.
    open_.push_back(place);
    return true;
  }

  JsonValue root_;
  std::vector<JsonValue*> open_;
  std::size_t count_ = 0;
  std::string problem_;
};

constexpr std::uint32_t kFirstBeyondBmp = 0x10000;

void AppendUnit(SecretString& out, std::uint32_t unit) {
  std::array<char, 8> text;
  const auto end = fmt::format_to_n(text.data(), text.size(), "\\u{:04x}", unit);
  out.Append({text.data(), end.size});
}

void AppendEscape(SecretString& out, std::uint32_t code_point) {
  if (code_point < kFirstBeyondBmp) {
    AppendUnit(out, code_point);
    return;
  }
  const std::uint32_t rest = code_point - kFirstBeyondBmp;
  AppendUnit(out, 0xD800 + (rest >> 10));
  AppendUnit(out, 0xDC00 + (rest & 0x3FF));
}

// The two-byte escape that JSON has for `c`, or nothing.
std::string_view ShortEscape(std::uint32_t c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return "";
  }
}

void Append(SecretString& out, std::string_view text, bool ascii) {
  out.Append("\"");
  while (!text.empty()) {
    const std::optional<support::CodePoint> first = support::FirstCodePoint(text);
    const support::CodePoint next = first.value_or(support::CodePoint{0xFFFD, 1});
    const std::string_view escape = ShortEscape(next.value);
    if (!escape.empty()) {
      out.Append(escape);
    } else if (next.value < 0x20 || (ascii && next.value > 0x7F)) {
      AppendEscape(out, next.value);
    } else {
      out.Append(text.substr(0, next.size));
    }
    text.remove_prefix(next.size);
  }
  out.Append("\"");
}

}  // namespace

const JsonValue* JsonValue::Find(std::string_view name) const {
  const auto* object = As<Object>();
  if (object == nullptr) return nullptr;
  const auto found = std::find_if(object->begin(), object->end(), [name](const JsonMember& member) {
    return std::string_view(member.name) == name;
  });
  return found == object->end() ? nullptr : &found->value;
}

JsonValue* JsonValue::Find(std::string_view name) {
  return const_cast<JsonValue*>(std::as_const(*this).Find(name));  // NOLINT: this object is not const
}

Result<JsonValue> ParseJson(std::string_view text) {
  TreeBuilder builder;
  if (!nlohmann::json::sax_parse(text, &builder)) {
    return Fail(Reason::kInvalidArgument, builder.problem().empty() ? "it is not JSON" : builder.problem());
  }
  return std::move(builder.root());
}

void AppendQuoted(SecretString& out, std::string_view text) { Append(out, text, false); }

void AppendQuotedAscii(SecretString& out, std::string_view text) { Append(out, text, true); }

}  // namespace chutesd::codec
