#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/base/failure.h"

namespace chutesd::config {

// The supplier of keys to all other sections (configparser.DEFAULTSECT).
inline constexpr std::string_view kDefaultSection = "DEFAULT";

// Hash and equality of keys: letters A to Z count as a to z. Python lower-cases letters beyond ASCII
// as well; no key that we know has one, and a key that differs so is another key here.
struct FoldedHash {
  std::size_t operator()(std::string_view text) const;
};
struct FoldedEqual {
  bool operator()(std::string_view left, std::string_view right) const;
};

// One line of a value. All views point into the scanned text.
struct ValueLine {
  std::string_view text;        // trimmed; empty for a blank line
  std::size_t begin = 0;        // offset of the line in the text
  std::size_t end = 0;          // offset behind its line break
  std::size_t text_offset = 0;  // offset of `text`
};

// `key = value`, with the lines that continue the value.
struct IniEntry {
  std::string_view key;  // as written
  int line = 0;          // from 1
  std::string_view indent;
  std::vector<ValueLine> value;  // the first is on the key's own line

  // How many lines of `value` count: trailing blank ones do not.
  std::size_t ValueLineCount() const;
};

// A section; [DEFAULT] may have several headers, of which the last one counts here.
struct IniSection {
  std::string_view name;
  int line = 0;  // of the header
  std::string_view indent;
  std::size_t end = 0;  // offset behind the header or the last value line that is not blank
  std::vector<IniEntry> entries;
  std::unordered_map<std::string_view, std::size_t, FoldedHash, FoldedEqual> index;  // key -> entries

  const IniEntry* Find(std::string_view key) const;
};

// The structure of an INI text.
struct IniScan {
  std::vector<IniSection> sections;  // in the order of the file
  std::unordered_map<std::string_view, std::size_t> index;

  const IniSection* Find(std::string_view name) const;
};

// Finds sections, keys and values exactly as Python 3.11's ConfigParser with its default settings does
// (strict, `=` and `:`, `#` and `;` comments on lines of their own, blank lines kept inside values).
// The first thing that ConfigParser would refuse is CONFIG_INVALID, naming `path`, line and key.
// The result points into `text`.
Result<IniScan> ScanIni(std::string_view text, std::string_view path);

}  // namespace chutesd::config
