#include "daemon/codec/error_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/codec/echo_guard.h"
#include "daemon/codec/html_text.h"
#include "daemon/codec/json_value.h"
#include "daemon/codec/readable_line.h"

namespace chutesd::codec {
namespace {

constexpr std::size_t kMaxLine = 300;
constexpr std::size_t kMaxEntries = 16;
constexpr std::size_t kMaxFieldSize = 100;
constexpr std::size_t kMaxDescription = 120;
// Of a text that is not the API's own, this much is looked at.
constexpr std::size_t kMaxForeign = 16'384;

std::string_view TextOf(const JsonValue* value) {
  const auto* text = value == nullptr ? nullptr : value->As<JsonValue::Text>();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

bool IsFieldName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// `["body","scopes",0,"object_type"]` as `scopes[0].object_type`. A part that does not look like the name
// of a field is shown as `?`: it may be something that was sent.
std::string FieldPath(const JsonValue* loc) {
  const auto* parts = loc == nullptr ? nullptr : loc->As<JsonValue::Array>();
  if (parts == nullptr || parts->empty()) return "request";
  std::string path;
  for (const JsonValue& part : *parts) {
    if (const auto* index = part.As<std::int64_t>()) {
      path += fmt::format("[{}]", *index);
      continue;
    }
    const std::string_view name = TextOf(&part);
    if (!path.empty()) path += '.';
    path += IsFieldName(name) ? name : "?";
    if (path.size() > kMaxFieldSize) break;
  }
  for (const std::string_view place : {"body.", "query.", "path."}) {
    if (path.starts_with(place)) return path.substr(place.size(), kMaxFieldSize);
  }
  return path.substr(0, kMaxFieldSize);
}

class BodyReader {
 public:
  explicit BodyReader(std::string_view secret) : secret_(secret) {}

  ErrorBody Detail(const JsonValue& detail) const {
    ErrorBody body;
    body.own_words = true;
    if (const auto* list = detail.As<JsonValue::Array>()) {
      for (const JsonValue& entry : *list) {
        if (body.violations.size() == kMaxEntries) break;
        AddEntry(entry, body);
      }
    } else {
      body.line = Safe(WordsOf(detail), kMaxLine);
    }
    return body;
  }

  // What an object, or a text, says for people to read; nothing of what else it holds.
  static std::string_view WordsOf(const JsonValue& value) {
    if (value.As<JsonValue::Text>() != nullptr) return TextOf(&value);
    for (const std::string_view name : {"message", "msg", "error", "detail", "reason", "title"}) {
      const std::string_view text = TextOf(value.Find(name));
      if (!text.empty()) return text;
    }
    return "";
  }

  std::string Safe(std::string_view text, std::size_t max_size) const {
    return ReadableLine(HideEcho(text, secret_), max_size);
  }

 private:
  void AddEntry(const JsonValue& entry, ErrorBody& body) const {
    const std::string words = Safe(WordsOf(entry), kMaxDescription);
    std::string said = words;
    if (entry.As<JsonValue::Object>() != nullptr) {
      const std::string field = HideEcho(FieldPath(entry.Find("loc")), secret_);
      body.violations.push_back({field, words.empty() ? "was refused" : words});
      said = fmt::format("{}: {}", field, body.violations.back().description);
    }
    if (said.empty()) return;
    body.line = ReadableLine(body.line.empty() ? said : fmt::format("{}; {}", body.line, said), kMaxLine);
  }

  std::string_view secret_;
};

}  // namespace

ErrorBody ReadErrorBody(std::string_view body, std::string_view secret_sent) {
  const BodyReader reader(secret_sent);
  const Result<JsonValue> json = ParseJson(body);
  ErrorBody read;
  if (json.ok()) {
    const JsonValue* detail = json->Find("detail");
    if (detail != nullptr && !detail->IsNull()) return reader.Detail(*detail);
    read.line = reader.Safe(BodyReader::WordsOf(*json), kMaxLine);
    return read;
  }
  const std::string_view start = body.substr(0, kMaxForeign);
  read.line = reader.Safe(LooksLikeHtml(start) ? HtmlText(start) : std::string(start), kMaxLine);
  return read;
}

}  // namespace chutesd::codec
