#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace chutes::render {

struct Column {
  std::string title;
  // Values may be cut to fit a terminal. Ids never are: half an id is useless.
  bool may_be_cut = false;
  // A cut column keeps this many columns of the terminal, and those of its title.
  std::size_t least = 8;
};

// Rows have as many values as there are columns. Values are raw: the renderer escapes them.
struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

struct TableStyle {
  // Draw boxes, for people; otherwise a header line and tab-separated values, for programs.
  bool boxes = false;
  // Columns of the terminal; 0: no limit. Counts only with boxes.
  std::size_t width = 0;
  // Boxes of ASCII, and escapes for all other characters of values: the terminal has no UTF-8. Counts only
  // with boxes, as programs are given what there is.
  bool ascii = false;
};

std::string RenderTable(const Table& table, const TableStyle& style);

}  // namespace chutes::render
