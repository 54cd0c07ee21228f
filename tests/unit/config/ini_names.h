#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/ini_scan.h"
#include "daemon/config/ini_text.h"

namespace chutesd::config {

// The sections of `ini` except [DEFAULT].
inline std::vector<std::string> SectionsOf(const IniText& ini) {
  const Result<IniScan> scan = ScanIni(ini.text(), "test");
  std::vector<std::string> names;
  for (const IniSection& section : scan->sections) {
    if (section.name != kDefaultSection) names.emplace_back(section.name);
  }
  return names;
}

// The keys of a section that is there, those of [DEFAULT] included, as written.
inline std::vector<std::string> KeysOf(const IniText& ini, std::string_view name) {
  const Result<IniScan> scan = ScanIni(ini.text(), "test");
  const IniSection& section = *scan->Find(name);
  std::vector<std::string> keys;
  for (const IniEntry& entry : section.entries) keys.emplace_back(entry.key);
  const IniSection* defaults = scan->Find(kDefaultSection);
  if (defaults == nullptr) return keys;
  for (const IniEntry& entry : defaults->entries) {
    if (section.Find(entry.key) == nullptr) keys.emplace_back(entry.key);
  }
  return keys;
}

}  // namespace chutesd::config
