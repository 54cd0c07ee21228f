#include "daemon/config/ini_text.h"

#include <fmt/format.h>

#include <cstddef>

namespace chutesd::config {
namespace {

constexpr int kMaxDepth = 10;  // configparser.MAX_INTERPOLATION_DEPTH
// Ten levels of references can multiply without end; no real file comes near these. A value without
// references may be as long as its file.
constexpr std::size_t kMaxResult = std::size_t{64} << 10U;
constexpr std::size_t kMaxWork = std::size_t{256} << 10U;
constexpr std::size_t kWorkOfAReference = 64;  // in bytes that are copied: looking it up

SecretString RawValue(const IniEntry& entry) {
  SecretString raw;
  std::size_t count = entry.value.size();
  while (count > 0 && entry.value[count - 1].text.empty()) --count;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) raw.Append("\n");
    raw.Append(entry.value[i].text);
  }
  return raw;
}

// Replaces `%%` and `%(key)s` in one value as Python's BasicInterpolation does: keys are looked up in the
// section, then in [DEFAULT]. Values that become too long are refused, though Python would build them.
class Expander {
 public:
  Expander(const IniEntry& entry, const IniSection& section, const IniScan& scan, std::string_view path)
      : entry_(entry), section_(section), scan_(scan), path_(path) {}

  Result<SecretString> Run() {
    Status status = Append(RawValue(entry_), 1);
    if (!status.ok()) return status;
    return std::move(result_);
  }

 private:
  // NOLINTNEXTLINE(misc-no-recursion): at most kMaxDepth deep
  Status Append(const SecretString& raw, int depth) {
    std::string_view rest = raw.Reveal();
    work_ += rest.size() + kWorkOfAReference;
    // Python counts the depth of values with a `%` only.
    const bool is_plain = rest.find('%') == std::string_view::npos;
    if (depth > kMaxDepth && !is_plain) return Refuse("refers to other keys more than 10 deep, or to itself");
    if (depth > 1 && (work_ > kMaxWork || result_.size() > kMaxResult)) return Refuse("becomes too long");
    while (!rest.empty()) {
      const std::size_t percent = rest.find('%');
      result_.Append(rest.substr(0, percent));
      if (percent == std::string_view::npos) break;
      rest.remove_prefix(percent + 1);
      if (rest.starts_with('%')) {
        result_.Append("%");
        rest.remove_prefix(1);
        continue;
      }
      const std::size_t closing = rest.find(')');
      if (!rest.starts_with('(') || closing == std::string_view::npos || closing < 2 ||
          !rest.substr(closing).starts_with(")s")) {
        return Refuse("has a `%` that is neither `%%` nor `%(key)s`");
      }
      const IniEntry* referred = scan_.Find(section_, rest.substr(1, closing - 1));
      if (referred == nullptr) return Refuse("refers to a key that is in neither this section nor [DEFAULT]");
      Status status = Append(RawValue(*referred), depth + 1);
      if (!status.ok()) return status;
      rest.remove_prefix(closing + 2);
    }
    return OkStatus();
  }

  Status Refuse(std::string_view problem) const {
    return ConfigInvalid({path_, entry_.line, section_.name, entry_.key},
                         fmt::format("the value {}", problem),
                         fmt::format("edit line {} of {}: a `%` that is meant as such must be written `%%`",
                                     entry_.line, path_));
  }

  const IniEntry& entry_;
  const IniSection& section_;
  const IniScan& scan_;
  std::string_view path_;
  SecretString result_;
  std::size_t work_ = 0;
};

// `value` with each `%` doubled, as it must stand in a file.
SecretString EscapeValue(std::string_view value) {
  SecretString escaped;
  escaped.Reserve(value.size());
  for (const char c : value) escaped.Append(c == '%' ? std::string_view("%%") : std::string_view(&c, 1));
  return escaped;
}

// The line break that the text uses; LF if it has none.
std::string_view LineBreakOf(std::string_view text) {
  const std::size_t first = text.find_first_of("\r\n");
  if (first == std::string_view::npos || text[first] == '\n') return "\n";
  return text.substr(first).starts_with("\r\n") ? "\r\n" : "\r";
}

void AppendLine(SecretString& out, std::string_view indent, std::string_view key, const SecretString& value,
                std::string_view line_break) {
  out.Append(indent);
  out.Append(key);
  out.Append(" = ");
  out.Append(value.Reveal());
  out.Append(line_break);
}

// The entry's text with its first value line replaced and the lines that continue it removed. Comments
// and blank lines between those stay: blank ones at the end of a value do not count.
void AppendEdited(SecretString& out, std::string_view text, const IniEntry& entry, const SecretString& value,
                  std::string_view line_break) {
  const ValueLine& first = entry.value.front();
  const auto before = static_cast<std::size_t>(first.text.data() - text.data());
  out.Append(text.substr(0, before));
  if (first.text.empty()) out.Append(" ");
  out.Append(value.Reveal());
  const std::size_t after = before + first.text.size();
  out.Append(text.substr(after, first.end - after));
  if (first.end == after) out.Append(line_break);
  std::size_t at = first.end;
  for (std::size_t i = 1; i < entry.value.size(); ++i) {
    if (entry.value[i].text.empty()) continue;
    out.Append(text.substr(at, entry.value[i].begin - at));
    at = entry.value[i].end;
  }
  out.Append(text.substr(at));
}

}  // namespace

Result<IniText> IniText::Parse(SecretString text, std::string path) {
  Result<IniScan> scan = ScanIni(text.Reveal(), path);
  if (!scan.ok()) return scan.status();
  return IniText(std::move(text), std::move(path), *std::move(scan));
}

Result<std::optional<SecretString>> IniText::Get(std::string_view section, std::string_view key) const {
  const IniSection* found = scan_.Find(section);
  const IniEntry* entry = found == nullptr ? nullptr : scan_.Find(*found, key);
  if (entry == nullptr) return std::nullopt;
  Result<SecretString> value = Expander(*entry, *found, scan_, path_).Run();
  if (!value.ok()) return value.status();
  return std::optional<SecretString>(*std::move(value));
}

int IniText::LineOf(std::string_view section, std::string_view key) const {
  const IniSection* found = scan_.Find(section);
  if (found == nullptr) return 0;
  const IniEntry* entry = scan_.Find(*found, key);
  return entry == nullptr ? found->line : entry->line;
}

SecretString IniText::EditedText(std::string_view section, std::string_view key,
                                 std::string_view value) const {
  const std::string_view text = text_.Reveal();
  const std::string_view line_break = LineBreakOf(text);
  const SecretString escaped = EscapeValue(value);
  SecretString out;
  out.Reserve(text.size() + section.size() + key.size() + escaped.size() + 16);
  const IniSection* found = scan_.Find(section);
  if (found == nullptr) {
    out.Append(text);
    if (!text.empty() && !text.ends_with('\n') && !text.ends_with('\r')) out.Append(line_break);
    if (!text.empty()) out.Append(line_break);
    out.Append(fmt::format("[{}]", section));
    out.Append(line_break);
    AppendLine(out, "", key, escaped, line_break);
    return out;
  }
  if (const IniEntry* entry = found->Find(key)) {
    AppendEdited(out, text, *entry, escaped, line_break);
    return out;
  }
  // A key must stand at least as deep as what follows, or that would continue its value.
  std::string_view indent = found->entries.empty() ? found->indent : found->entries.back().indent;
  for (const IniSection& other : scan_.sections) {
    if (found->entries.empty() && other.line > found->line && IndentOf(other.indent) > IndentOf(indent)) {
      indent = other.indent;
    }
  }
  const std::string_view before = text.substr(0, found->end);
  out.Append(before);
  if (!before.ends_with('\n') && !before.ends_with('\r')) out.Append(line_break);
  AppendLine(out, indent, key, escaped, line_break);
  out.Append(text.substr(found->end));
  return out;
}

Status IniText::Set(std::string_view section, std::string_view key, std::string_view value) {
  const std::string field = fmt::format("{}.{}", section, key);
  if (Trim(value).size() != value.size()) return FailField(field, "has white space at its start or end");
  if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    return FailField(field, "has a line break or a NUL in it");
  }
  Result<IniText> edited = Parse(EditedText(section, key, value), path_);
  if (!edited.ok()) return edited.status();
  // Layouts exist that make another line out of what was added; an edit that reads otherwise is not made.
  const Result<std::optional<SecretString>> reread = edited->Get(section, key);
  if (!reread.ok() || !reread->has_value() || (*reread)->Reveal() != value) {
    return FailField(field, "cannot be set in the layout of this file");
  }
  *this = *std::move(edited);
  return OkStatus();
}

}  // namespace chutesd::config
