#pragma once

#include <gtest/gtest.h>
#include <sodium.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

// Reading tests/vectors. Everything missing or of the wrong size throws, which fails the test.
namespace chutesd::crypto::vectors {

using nlohmann::json;

inline json Load(const std::string& name) {
  std::ifstream file(std::string(CHUTES_TEST_DATA) + "/vectors/" + name);
  if (!file) throw std::runtime_error("no vectors: " + name);
  return json::parse(file);
}

// The section `name`, which must hold exactly `count` cases: a truncated file must not pass.
inline json Section(const json& document, const std::string& name, std::size_t count) {
  const json& section = document.at(name);
  if (!section.is_array() || section.size() != count) {
    throw std::runtime_error("section " + name + " does not hold " + std::to_string(count) + " cases");
  }
  return section;
}

inline std::vector<std::uint8_t> Bytes(const json& hex_value) {
  const auto& hex = hex_value.get_ref<const std::string&>();
  if (hex.empty()) return {};
  std::vector<std::uint8_t> bytes(hex.size() / 2);
  std::size_t size = 0;
  if (sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr, &size, nullptr) != 0 ||
      2 * size != hex.size()) {
    throw std::runtime_error("not hex: " + hex);
  }
  return bytes;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> Fixed(const json& hex_value) {
  const std::vector<std::uint8_t> bytes = Bytes(hex_value);
  if (bytes.size() != Size) throw std::runtime_error("wrong size: " + hex_value.dump());
  std::array<std::uint8_t, Size> fixed{};
  std::copy(bytes.begin(), bytes.end(), fixed.begin());
  return fixed;
}

template <typename Range>
std::string Hex(const Range& bytes) {
  std::string hex(2 * std::size(bytes) + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(std::data(bytes)),
                 std::size(bytes));
  hex.pop_back();
  return hex;
}

inline std::string Text(const std::vector<std::uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

// The message of a signature case: spelt out, or long and made by a rule.
inline std::string Message(const json& test) {
  if (!test.contains("message_pattern")) return Text(Bytes(test.at("message_hex")));
  std::string message(test.at("message_pattern").at("len").get<std::size_t>(), '\0');
  for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<char>((31 * i + 7) % 256);
  return message;
}

}  // namespace chutesd::crypto::vectors
