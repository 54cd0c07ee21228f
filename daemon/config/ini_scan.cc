#include "daemon/config/ini_scan.h"

#include <fmt/format.h>

#include <optional>

#include "proto/support/text.h"

namespace chutesd::config {
namespace {

// The longest name that the format knows is `hotkey_ss58address`, 18 characters.
constexpr std::size_t kLongestShownName = 24;
// As many hex digits in a row are more likely a piece of a key than a name.
constexpr std::size_t kHexLooksLikeKey = 8;

bool IsSpace(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f) || c == 0x85 || c == 0xa0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
         c == 0x205f || c == 0x3000;
}

// Bytes of the white space character that `text` starts with; 0 if it starts with another.
std::size_t SpaceAtStart(std::string_view text) {
  if (text.empty()) return 0;
  const std::optional<support::CodePoint> first = support::FirstCodePoint(text);
  return first && IsSpace(first->value) ? first->size : 0;
}

std::string_view TrimStart(std::string_view text) {
  while (const std::size_t size = SpaceAtStart(text)) text.remove_prefix(size);
  return text;
}

std::string_view TrimEnd(std::string_view text) {
  for (;;) {
    std::size_t last = text.size();
    while (last > 0 && (static_cast<unsigned char>(text[last - 1]) & 0xc0U) == 0x80U) --last;
    if (last == 0 || SpaceAtStart(text.substr(last - 1)) == 0) return text;
    text = text.substr(0, last - 1);
  }
}

// Reads one text. The steps and their order are those of RawConfigParser._read.
class Scanner {
 public:
  Scanner(std::string_view text, std::string_view path) : text_(text), path_(path) {}

  Result<IniScan> Run() {
    if (!support::IsUtf8(text_)) {
      return Refuse("is not UTF-8 text", "save the file as UTF-8, or register again");
    }
    if (text_.starts_with("\xef\xbb\xbf")) {
      line_ = 1;
      return Refuse("starts with a byte order mark",
                    "save the file as UTF-8 without a byte order mark (BOM)");
    }
    while (begin_ < text_.size()) {
      NextLine();
      Status status = ReadLine();
      if (!status.ok()) return status;
      begin_ = end_;
    }
    return std::move(scan_);
  }

 private:
  // Finds the end of the line at begin_: LF, CR LF or a lone CR, as in Python's text mode.
  void NextLine() {
    ++line_;
    const std::size_t brk = text_.find_first_of("\r\n", begin_);
    const std::size_t content_end = brk == std::string_view::npos ? text_.size() : brk;
    content_ = text_.substr(begin_, content_end - begin_);
    end_ = content_end;
    if (end_ < text_.size()) end_ += text_.substr(end_).starts_with("\r\n") ? 2 : 1;
  }

  Status ReadLine() {
    const std::string_view value = Trim(content_);
    if (value.starts_with('#') || value.starts_with(';')) return OkStatus();
    const std::size_t indent = IndentOf(content_);
    if (value.empty() || (entry_ && indent > indent_)) {
      if (entry_) Entry().value.push_back({value, begin_, end_});
      if (!value.empty()) Section().end = end_;
      return OkStatus();
    }
    indent_ = indent;
    // The header runs to the last `]` of the line and has at least one character.
    const std::size_t closing = value.rfind(']');
    if (value.starts_with('[') && closing != std::string_view::npos && closing > 1) {
      return ReadHeader(value.substr(1, closing - 1));
    }
    if (!section_) {
      return Refuse(
          "text stands before the first section header",
          fmt::format("put `[auth]` (or the section it belongs to) on a line above line {}", line_));
    }
    return ReadKey(value);
  }

  Status ReadHeader(std::string_view name) {
    entry_.reset();
    const auto [found, is_new] = scan_.index.try_emplace(name, scan_.sections.size());
    if (is_new) {
      scan_.sections.emplace_back().name = name;
    } else if (name != kDefaultSection) {
      return ConfigInvalid(
          {path_, line_, name, ""},
          fmt::format("the section is there already, on line {}", scan_.sections[found->second].line),
          "put the keys of both under one header");
    }
    section_ = found->second;
    Section().line = line_;
    Section().indent = Indent();
    Section().end = end_;
    return OkStatus();
  }

  Status ReadKey(std::string_view value) {
    const std::size_t delimiter = value.find_first_of("=:");
    const bool has_none = delimiter == std::string_view::npos;
    const std::string_view key = TrimEnd(value.substr(0, delimiter));
    if (has_none || key.empty()) {
      return ConfigInvalid({path_, line_, Section().name, ""},
                           has_none ? "the line has no `=`" : "there is no key before the `=`",
                           fmt::format("write line {} as `key = value`, or start it with `#`", line_));
    }
    const auto [found, is_new] =
        Section().index.try_emplace(support::LowerCase(key), Section().entries.size());
    if (!is_new) {
      const int first = Section().entries[found->second].line;
      return ConfigInvalid({path_, line_, Section().name, key},
                           fmt::format("the key is there already, on line {}", first),
                           fmt::format("delete one of the lines {} and {}", first, line_));
    }
    entry_ = found->second;
    IniEntry& entry = Section().entries.emplace_back();
    entry.key = key;
    entry.line = line_;
    entry.indent = Indent();
    entry.value.push_back({Trim(value.substr(delimiter + 1)), begin_, end_});
    Section().end = end_;
    return OkStatus();
  }

  Status Refuse(std::string_view problem, std::string_view next_step) const {
    return ConfigInvalid({path_, line_, "", ""}, problem, next_step);
  }

  std::string_view Indent() const { return content_.substr(0, content_.size() - TrimStart(content_).size()); }
  IniSection& Section() { return scan_.sections[*section_]; }
  IniEntry& Entry() { return Section().entries[*entry_]; }

  std::string_view text_;
  std::string_view path_;
  IniScan scan_;
  std::optional<std::size_t> section_;  // that lines belong to now
  std::optional<std::size_t> entry_;    // that a deeper line would continue
  std::size_t indent_ = 0;              // of the last line that was no continuation, in characters
  int line_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string_view content_;
};

}  // namespace

bool IsPresentable(std::string_view name) {
  if (name.size() > kLongestShownName || !support::IsWordOf(name, " _.-")) return false;
  std::size_t hex_run = 0;
  for (const char c : name) {
    hex_run = support::IsHexDigit(c) ? hex_run + 1 : 0;
    if (hex_run >= kHexLooksLikeKey) return false;
  }
  return true;
}

Status ConfigInvalid(const Place& place, std::string_view problem, std::string_view next_step) {
  Failure failure{.reason = Reason::kConfigInvalid, .next_step = std::string(next_step)};
  failure.facts[fact::kPath] = place.path;
  std::string where(place.path);
  if (place.line > 0) {
    failure.facts[fact::kLine] = std::to_string(place.line);
    where += fmt::format(":{}", place.line);
  }
  std::string what;
  if (IsPresentable(place.section)) {
    failure.facts[fact::kSection] = place.section;
    what = fmt::format("[{}] ", place.section);
  }
  if (IsPresentable(place.key)) {
    failure.facts[fact::kKey] = place.key;
    what += place.key;
  }
  while (what.ends_with(' ')) what.pop_back();
  failure.message = fmt::format("{}: {}{}{}", where, what, what.empty() ? "" : ": ", problem);
  return failure;
}

std::string_view Trim(std::string_view text) { return TrimEnd(TrimStart(text)); }

std::size_t IndentOf(std::string_view text) {
  std::size_t count = 0;
  while (const std::size_t size = SpaceAtStart(text)) {
    text.remove_prefix(size);
    ++count;
  }
  return count;
}

const IniEntry* IniSection::Find(std::string_view key) const {
  const auto found = index.find(support::LowerCase(key));
  return found == index.end() ? nullptr : &entries[found->second];
}

const IniSection* IniScan::Find(std::string_view name) const {
  const auto found = index.find(name);
  return found == index.end() ? nullptr : &sections[found->second];
}

const IniEntry* IniScan::Find(const IniSection& section, std::string_view key) const {
  const IniEntry* entry = section.Find(key);
  const IniSection* defaults = entry == nullptr ? Find(kDefaultSection) : nullptr;
  return defaults == nullptr ? entry : defaults->Find(key);
}

Result<IniScan> ScanIni(std::string_view text, std::string_view path) { return Scanner(text, path).Run(); }

}  // namespace chutesd::config
