#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace chutes {

// Compares a text with tests/golden/NAME. With CHUTES_UPDATE_GOLDEN=1 in the environment the file is
// written instead: look at the difference before committing it.
inline void ExpectGolden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(CHUTES_TEST_DATA) + "/golden/" + name;
  if (std::getenv("CHUTES_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file.is_open()) << path;
  std::ostringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(actual, expected.str()) << name;
}

}  // namespace chutes
