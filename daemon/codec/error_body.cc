#include "daemon/codec/error_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>

#include "daemon/codec/json.h"
#include "proto/support/text.h"

namespace chutesd::codec {
namespace {

using nlohmann::json;

constexpr std::size_t kRun = 8;
constexpr std::size_t kShortestSecret = 4;
constexpr std::string_view kMore = "...";
constexpr std::size_t kMaxLine = 300;
constexpr std::size_t kMaxEntries = 16;
constexpr std::size_t kMaxFieldSize = 100;
constexpr std::size_t kMaxDescription = 120;
// Of a text that is not the API's own, this much is looked at.
constexpr std::size_t kMaxForeign = 16'384;

std::string Shown(const std::optional<support::CodePoint>& next, std::string_view text) {
  if (!next) return fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
  if (!support::IsUnsafe(next->value)) return std::string(text.substr(0, next->size));
  const auto value = static_cast<std::uint32_t>(next->value);
  return value < 0x80 ? fmt::format("\\x{:02x}", value) : fmt::format("\\u{:04x}", value);
}

// Where the tag that begins at `at` ends, with the content of scripts and styles counted to it.
std::size_t EndOfTag(std::string_view lower, std::size_t at) {
  for (const std::string_view name : {"script", "style"}) {
    if (!lower.substr(at + 1).starts_with(name)) continue;
    at = std::min(lower.find(fmt::format("</{}", name), at), lower.size() - 1);
  }
  return lower.find('>', at);
}

// The member with that name; null if there is none, or `value` is no object.
const json& MemberOf(const json& value, std::string_view name) {
  static const json kNull;
  const auto member = value.find(name);
  return member == value.end() ? kNull : *member;
}

std::string_view TextOf(const json& value) {
  return value.is_string() ? value.get_ref<const std::string&>() : std::string_view();
}

// What an object, or a text, says for people to read; nothing of what else it holds.
std::string_view WordsOf(const json& value) {
  for (const std::string_view name : {"message", "msg", "error", "detail", "reason", "title"}) {
    const std::string_view text = TextOf(MemberOf(value, name));
    if (!text.empty()) return text;
  }
  return TextOf(value);
}

// `["body","scopes",0,"object_type"]` as `scopes[0].object_type`. A part that does not look like the name
// of a field is shown as `?`: it may be something that was sent.
std::string FieldPath(const json& loc) {
  if (!loc.is_array() || loc.empty()) return "request";
  std::string path;
  for (const json& part : loc) {
    if (part.is_number_integer()) {
      path += fmt::format("[{}]", part.get<std::int64_t>());
      continue;
    }
    const std::string_view name = TextOf(part);
    if (!path.empty()) path += '.';
    path += support::IsWordOf(name, "_-") ? name : "?";
    if (path.size() > kMaxFieldSize) break;
  }
  for (const std::string_view place : {"body.", "query.", "path."}) {
    if (path.starts_with(place)) return path.substr(place.size(), kMaxFieldSize);
  }
  return path.substr(0, kMaxFieldSize);
}

std::string Safe(std::string_view text, std::string_view secret, std::size_t max_size) {
  return ReadableLine(HideEcho(text, secret), max_size);
}

// Adds what one entry of a 422's list says.
void AddEntry(const json& entry, std::string_view secret, ErrorBody& body) {
  std::string said = Safe(WordsOf(entry), secret, kMaxDescription);
  if (entry.is_object()) {
    const std::string field = HideEcho(FieldPath(MemberOf(entry, "loc")), secret);
    body.violations.push_back({field, said.empty() ? "was refused" : said});
    said = fmt::format("{}: {}", field, body.violations.back().description);
  }
  if (said.empty()) return;
  body.line = ReadableLine(body.line.empty() ? said : fmt::format("{}; {}", body.line, said), kMaxLine);
}

}  // namespace

std::string HideEcho(std::string_view text, std::string_view secret) {
  const std::size_t run = std::min(kRun, secret.size());
  if (run < kShortestSecret) return std::string(text);
  std::unordered_set<std::string_view> runs;
  for (std::size_t i = 0; i + run <= secret.size(); ++i) runs.insert(secret.substr(i, run));
  std::string safe;
  std::size_t hidden_to = 0;  // up to where the text is hidden; 0: none of it yet
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (runs.contains(text.substr(i, run))) {
      if (hidden_to == 0 || i > hidden_to) safe += "[hidden]";
      hidden_to = i + run;
    }
    if (i >= hidden_to) safe += text[i];
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

bool LooksLikeHtml(std::string_view body) { return support::Trimmed(body).starts_with('<'); }

std::string HtmlText(std::string_view page) {
  const std::string lower = support::LowerCase(page);
  if (const std::size_t begin = page.find('>', lower.find("<title")); begin != std::string_view::npos) {
    const std::string_view title = page.substr(begin + 1, lower.find("</title", begin) - begin - 1);
    if (!support::Trimmed(title).empty()) return std::string(title);
  }
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
  const Result<json> document = ParseJson(body);
  ErrorBody read;
  if (!document.ok()) {
    const std::string_view start = body.substr(0, kMaxForeign);
    read.line = Safe(LooksLikeHtml(start) ? HtmlText(start) : std::string(start), secret_sent, kMaxLine);
    return read;
  }
  const json& detail = MemberOf(*document, "detail");
  read.own_words = !detail.is_null();
  if (!detail.is_array()) {
    read.line = Safe(WordsOf(detail.is_null() ? *document : detail), secret_sent, kMaxLine);
    return read;
  }
  for (const json& entry : detail) {
    if (read.violations.size() < kMaxEntries) AddEntry(entry, secret_sent, read);
  }
  return read;
}

}  // namespace chutesd::codec
