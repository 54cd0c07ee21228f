#pragma once

#include <cstddef>

namespace chutes::render {

// Columns of a terminal that a character takes: 0, 1 or 2, as Unicode has it. What a sequence of emoji makes
// of them is up to the terminal.
std::size_t ColumnsOf(char32_t value);

}  // namespace chutes::render
