#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/config/config.h"
#include "daemon/config/ini_text.h"
#include "tests/unit/config/ini_names.h"

namespace {

using chutesd::SecretString;
using chutesd::config::IniText;

using Values = std::map<std::pair<std::string, std::string>, std::string>;

Values ValuesOf(const IniText& ini) {
  Values values;
  for (const std::string& section : chutesd::config::SectionsOf(ini)) {
    for (const std::string& key : chutesd::config::KeysOf(ini, section)) {
      const chutesd::Result<std::optional<SecretString>> value = ini.Get(section, key);
      if (value.ok() && !value->has_value()) std::abort();  // a key that is listed has a value
      values[{section, key}] = value.ok() ? std::string((*value)->Reveal()) : "<refused>";
    }
  }
  return values;
}

}  // namespace

// Reading never crashes, and an edit changes the edited value alone.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool allow_missing : {false, true}) {
    (void)chutesd::config::ParseConfig(SecretString(text), "fuzz.ini", allow_missing);
  }
  chutesd::Result<IniText> ini = IniText::Parse(SecretString(text), "fuzz.ini");
  if (!ini.ok()) return 0;
  Values before = ValuesOf(*ini);
  if (!ini->Set("auth", "username", "5% of new").ok()) return 0;
  const chutesd::Result<std::optional<SecretString>> set = ini->Get("auth", "username");
  if (!set.ok() || (*set)->Reveal() != "5% of new") std::abort();
  // References may show the new value elsewhere.
  if (text.find("%(") != std::string_view::npos) return 0;
  Values after = ValuesOf(*ini);
  const auto is_edited = [](const auto& entry) {
    std::string key = entry.first.second;
    for (char& c : key) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return entry.first.first == "auth" && key == "username";
  };
  std::erase_if(before, is_edited);
  std::erase_if(after, is_edited);
  // A new [auth] inherits what [DEFAULT] supplies.
  if (before.size() < after.size()) {
    std::erase_if(after, [&before](const auto& entry) {
      return entry.first.first == "auth" && !before.contains(entry.first);
    });
  }
  if (before != after) std::abort();
  return 0;
}
