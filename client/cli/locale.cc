#include "client/cli/locale.h"

#include <array>

namespace chutes::cli {
namespace {

// The charset of `language_TERRITORY.CHARSET@modifier` in lower case and without dashes, as UTF-8 is also
// written utf8; empty if the name has none.
std::string CharsetOf(const std::string& locale) {
  const std::size_t dot = locale.find('.');
  if (dot == std::string::npos) return "";
  std::string charset;
  for (const char c : locale.substr(dot + 1, locale.find('@') - dot - 1)) {
    if (c != '-') charset += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return charset;
}

}  // namespace

bool IsUtf8Locale(const std::function<std::optional<std::string>(const std::string& name)>& lookup) {
  for (const char* name : std::array{"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string locale = lookup(name).value_or("");
    if (!locale.empty()) return CharsetOf(locale) == "utf8";
  }
  return true;
}

}  // namespace chutes::cli
