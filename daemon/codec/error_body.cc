#include "daemon/codec/error_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_set>

#include "daemon/codec/json.h"
#include "proto/support/text.h"

namespace chutesd::codec {
namespace {

constexpr std::size_t kRun = 8;
constexpr std::size_t kShortestSecret = 4;
constexpr std::string_view kMore = "...";
constexpr std::string_view kSpace = " \t\r\n";

std::string Shown(const std::optional<support::CodePoint>& next, std::string_view text) {
  if (!next) return fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
  if (!support::IsUnsafe(next->value)) return std::string(text.substr(0, next->size));
  const auto value = static_cast<std::uint32_t>(next->value);
  return value < 0x80 ? fmt::format("\\x{:02x}", value) : fmt::format("\\u{:04x}", value);
}

// The title of a page; `lower` is the page in lower case.
std::string_view TitleOf(std::string_view page, std::string_view lower) {
  const std::size_t begin = page.find('>', lower.find("<title"));
  if (begin == std::string_view::npos) return "";
  return page.substr(begin + 1, lower.find("</title", begin) - begin - 1);
}

// Where the tag that begins at `at` ends, with the content of scripts and styles counted to it.
std::size_t EndOfTag(std::string_view lower, std::size_t at) {
  for (const std::string_view name : {"script", "style"}) {
    if (!lower.substr(at + 1).starts_with(name)) continue;
    at = std::min(lower.find(fmt::format("</{}", name), at), lower.size() - 1);
  }
  return lower.find('>', at);
}

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
    path += support::IsWordOf(name, "_-") ? name : "?";
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

std::string HideEcho(std::string_view text, std::string_view secret) {
  const std::size_t run = std::min(kRun, secret.size());
  if (run < kShortestSecret || text.size() < run) return std::string(text);
  std::unordered_set<std::string_view> runs;
  for (std::size_t i = 0; i + run <= secret.size(); ++i) runs.insert(secret.substr(i, run));
  std::vector<bool> hidden(text.size(), false);
  for (std::size_t i = 0; i + run <= text.size(); ++i) {
    if (!runs.contains(text.substr(i, run))) continue;
    for (std::size_t at = i; at < i + run; ++at) hidden[at] = true;
  }
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!hidden[i]) {
      safe += text[i];
    } else if (i == 0 || !hidden[i - 1]) {
      safe += "[hidden]";
    }
  }
  return safe;
}

std::string ReadableLine(std::string_view text, std::size_t max_size) {
  std::string line;
  std::size_t cut = 0;  // how much of the line fits together with kMore
  bool space = false;
  while (!text.empty()) {
    const std::optional<support::CodePoint> next = support::FirstCodePoint(text);
    if (support::IsSpace(text.front())) {
      space = !line.empty();
    } else {
      if (space) line += ' ';
      space = false;
      line += Shown(next, text);
      if (line.size() + kMore.size() <= max_size) cut = line.size();
      if (line.size() > max_size) return line.substr(0, cut).append(kMore, 0, max_size - cut);
    }
    text.remove_prefix(next ? next->size : 1);
  }
  return line;
}

bool LooksLikeHtml(std::string_view body) {
  const std::size_t first = body.find_first_not_of(kSpace);
  return first != std::string_view::npos && body[first] == '<';
}

std::string HtmlText(std::string_view page) {
  const std::string lower = support::LowerCase(page);
  const std::string_view title = TitleOf(page, lower);
  if (title.find_first_not_of(kSpace) != std::string_view::npos) return std::string(title);
  std::string text;
  for (std::size_t at = 0; at < page.size(); ++at) {
    if (page[at] != '<') {
      text += page[at];
      continue;
    }
    at = EndOfTag(lower, at);
    if (at == std::string_view::npos) break;
    text += ' ';
  }
  return text;
}

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
