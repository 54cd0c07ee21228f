// Reads INI texts from standard input, each as "LENGTH\n" and that many bytes, and prints a line of JSON
// for each: null if it is refused, else {section: {key: value, or null if getting it is refused}}.
// Keys are lower-cased as far as ASCII goes.

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "daemon/config/ini_text.h"
#include "tests/unit/config/ini_names.h"

namespace {

using chutesd::SecretString;
using chutesd::config::IniText;

std::string Lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

nlohmann::json Dump(const std::string& text) {
  const chutesd::Result<IniText> ini = IniText::Parse(SecretString(text), "stdin");
  if (!ini.ok()) return nullptr;
  nlohmann::json sections = nlohmann::json::object();
  for (const std::string& section : chutesd::config::SectionsOf(*ini)) {
    nlohmann::json& keys = sections[section] = nlohmann::json::object();
    for (const std::string& key : chutesd::config::KeysOf(*ini, section)) {
      const chutesd::Result<std::optional<SecretString>> value = ini->Get(section, key);
      nlohmann::json& shown = keys[Lowered(key)];
      if (value.ok()) shown = std::string(value->value().Reveal());
    }
  }
  return sections;
}

}  // namespace

int main() {
  std::string length;
  while (std::getline(std::cin, length)) {
    std::string text(std::stoul(length), '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    std::cout << Dump(text).dump() << "\n";
  }
  return EXIT_SUCCESS;
}
