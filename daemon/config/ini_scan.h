#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/base/failure.h"
#include "proto/support/text.h"

namespace chutesd::config {

// The supplier of keys to all other sections (configparser.DEFAULTSECT).
inline constexpr std::string_view kDefaultSection = "DEFAULT";

// White space here is what Python's str.isspace() calls so: ConfigParser strips and measures indentation by
// it, and a reader that stopped at ASCII would see other values. Both functions take valid UTF-8.

// `text` without white space at either end.
std::string_view Trim(std::string_view text);

// White space characters (not bytes) that `text` starts with.
std::size_t IndentOf(std::string_view text);

// Hash and equality of keys: letters A to Z count as a to z. Python lower-cases letters beyond ASCII
// as well; no key that we know has one, and a key that differs so is another key here.
struct FoldedHash {
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string>()(support::LowerCase(text));
  }
};
struct FoldedEqual {
  bool operator()(std::string_view left, std::string_view right) const {
    return support::LowerCase(left) == support::LowerCase(right);
  }
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
  std::vector<ValueLine> value;  // the first is on the key's own line; blank ones at the end do not count
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
