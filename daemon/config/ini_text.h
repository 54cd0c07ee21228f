#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/config/ini_scan.h"

namespace chutesd::config {

// An INI file in memory. It reads as Python 3.11's ConfigParser with default settings would, and keeps
// the original text, so that an edit changes one value and leaves comments, unknown keys and layout.
// The text may hold a seed: it is wiped when dropped, and no error shows any of it.
// Movable, not copied. Not thread-safe.
class IniText {
 public:
  // `path` is only named in errors. CONFIG_INVALID for what ConfigParser would refuse to read.
  static Result<IniText> Parse(SecretString text, std::string path);

  // The value of `key` (letter case ignored) in `section`, else in [DEFAULT]; nothing if the section is
  // absent or neither has it. Errors: CONFIG_INVALID if it has a `%` that cannot be resolved.
  Result<std::optional<SecretString>> Get(std::string_view section, std::string_view key) const;
  // The line, from 1, where the key that Get would read stands, else that of the section; 0 if neither.
  int LineOf(std::string_view section, std::string_view key) const;

  // Sets a value, so that Get returns exactly `value`: in place if the section has the key, else as its
  // last key, else in a new section at the end. Errors: INVALID_ARGUMENT for a value that no INI file
  // can hold (line breaks, white space at its ends); the document is then as before.
  Status Set(std::string_view section, std::string_view key, std::string_view value);

  std::string_view text() const { return text_.Reveal(); }

 private:
  IniText(SecretString text, std::string path, IniScan scan)
      : text_(std::move(text)), path_(std::move(path)), scan_(std::move(scan)) {}

  SecretString EditedText(std::string_view section, std::string_view key, std::string_view value) const;

  SecretString text_;
  std::string path_;
  IniScan scan_;  // points into text_, whose characters stay where they are when it is moved
};

}  // namespace chutesd::config
