#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "tests/unit/config/temp_folder.h"

namespace chutesd::wallet {

// tests/vectors/keyfile.json.
inline const nlohmann::json& KeyfileVectors() {
  static const nlohmann::json vectors =
      nlohmann::json::parse(config::ReadText(CHUTES_TEST_DATA "/vectors/keyfile.json"));
  return vectors;
}

inline nlohmann::json KeyfileVector(const std::string& section, const std::string& id) {
  for (const nlohmann::json& vector : KeyfileVectors().at(section)) {
    if (vector.at("id") == id) return vector;
  }
  throw std::runtime_error("no vector " + id);
}

// The file of a vector of an encrypted one.
inline std::string KeyfileBytes(const nlohmann::json& vector) {
  if (vector.contains("file_text")) return vector["file_text"];
  const std::string hex = vector["file_hex"];
  std::string bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
  }
  return bytes;
}

}  // namespace chutesd::wallet
