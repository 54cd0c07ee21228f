#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/base/failure.h"

namespace chutesd::config {

// The place in a config file that an error is about.
struct Place {
  std::string_view path;
  int line = 0;              // from 1; 0 if the error is about the whole file
  std::string_view section;  // empty if not about one
  std::string_view key;      // empty if not about one
};

// CONFIG_INVALID with the message "PATH:LINE: [section] key: problem". Names are shown only if they
// are presentable: a seed that was pasted into the wrong place looks like a name.
Status ConfigInvalid(const Place& place, std::string_view problem, std::string_view next_step);

// Whether a name from a file may appear in an error: short, plain and not like key material.
bool IsPresentable(std::string_view name);

// The supplier of keys to all other sections (configparser.DEFAULTSECT).
inline constexpr std::string_view kDefaultSection = "DEFAULT";

// White space here is what Python's str.isspace() calls so: ConfigParser strips and measures indentation by
// it, and a reader that stopped at ASCII would see other values. Both functions take valid UTF-8.

// `text` without white space at either end.
std::string_view Trim(std::string_view text);

// White space characters (not bytes) that `text` starts with.
std::size_t IndentOf(std::string_view text);

// One line of a value. All views point into the scanned text.
struct ValueLine {
  std::string_view text;  // trimmed; empty for a blank line
  std::size_t begin = 0;  // offset of the line in the text
  std::size_t end = 0;    // offset behind its line break
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
  // Of `entries`, by the key with A to Z as a to z. Python lower-cases letters beyond ASCII as well; no key
  // that we know has one, and a key that differs so is another key here.
  std::unordered_map<std::string, std::size_t> index;

  const IniEntry* Find(std::string_view key) const;
};

// The structure of an INI text.
struct IniScan {
  std::vector<IniSection> sections;  // in the order of the file
  std::unordered_map<std::string_view, std::size_t> index;

  const IniSection* Find(std::string_view name) const;
  // The entry of `section`, else of [DEFAULT]; null if neither has it.
  const IniEntry* Find(const IniSection& section, std::string_view key) const;
};

// Finds sections, keys and values exactly as Python 3.11's ConfigParser with its default settings does
// (strict, `=` and `:`, `#` and `;` comments on lines of their own, blank lines kept inside values).
// The first thing that ConfigParser would refuse is CONFIG_INVALID, naming `path`, line and key.
// The result points into `text`.
Result<IniScan> ScanIni(std::string_view text, std::string_view path);

}  // namespace chutesd::config
