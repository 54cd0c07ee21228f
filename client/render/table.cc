#include "client/render/table.h"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "client/render/shown_text.h"

namespace chutes::render {
namespace {

// "│ " before each value and " │" at the end of the line: three columns per value and one more.
constexpr std::size_t kFramePerColumn = 3;

struct RuleEnds {
  std::string_view left, middle, right;
};

struct Frame {
  std::string_view dash, bar, ellipsis;
  RuleEnds top, below_titles, bottom;
};

constexpr Frame kLines = {"─", "│", "…", {"┌", "┬", "┐"}, {"├", "┼", "┤"}, {"└", "┴", "┘"}};
constexpr Frame kAscii = {"-", "|", "~", {"+", "+", "+"}, {"+", "+", "+"}, {"+", "+", "+"}};

using Cells = std::vector<std::vector<std::string>>;

// Titles and values, escaped.
Cells EscapedCells(const Table& table) {
  Cells cells(1);
  for (const Column& column : table.columns) cells[0].push_back(Escape(column.title));
  for (const std::vector<std::string>& row : table.rows) {
    std::vector<std::string>& shown = cells.emplace_back();
    for (const std::string& value : row) shown.push_back(Escape(value));
  }
  return cells;
}

std::vector<std::size_t> NaturalWidths(const Cells& cells) {
  std::vector<std::size_t> widths(cells[0].size(), 0);
  for (const std::vector<std::string>& row : cells) {
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  return widths;
}

// Takes columns away from the widest that may be cut until the table fits or nothing is left to take.
void Shrink(const Table& table, std::size_t limit, std::vector<std::size_t>& widths) {
  std::size_t total = std::accumulate(widths.begin(), widths.end(), kFramePerColumn * widths.size() + 1);
  while (total > limit) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::size_t least = std::max(table.columns[i].least, DisplayWidth(table.columns[i].title));
      if (!table.columns[i].may_be_cut || widths[i] <= least) continue;
      if (widest == nullptr || widths[i] > *widest) widest = &widths[i];
    }
    if (widest == nullptr) return;
    --*widest;
    --total;
  }
}

std::string Rule(const std::vector<std::size_t>& widths, std::string_view dash, const RuleEnds& ends) {
  std::string line(ends.left);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (i > 0) line += ends.middle;
    for (std::size_t k = 0; k < widths[i] + 2; ++k) line += dash;
  }
  return line.append(ends.right).append("\n");
}

std::string BoxedRow(const std::vector<std::string>& row, const std::vector<std::size_t>& widths,
                     const Frame& frame) {
  std::string line;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const std::string value = CutToWidth(row[i], widths[i], frame.ellipsis);
    line.append(frame.bar).append(" ").append(value).append(widths[i] - DisplayWidth(value) + 1, ' ');
  }
  return line.append(frame.bar).append("\n");
}

std::string RenderBoxes(const Table& table, const TableStyle& style) {
  const Frame& frame = style.ascii ? kAscii : kLines;
  Cells cells = EscapedCells(table);
  if (style.ascii) {
    for (std::vector<std::string>& row : cells)
      std::transform(row.begin(), row.end(), row.begin(), AsciiOnly);
  }
  std::vector<std::size_t> widths = NaturalWidths(cells);
  if (style.width > 0) Shrink(table, style.width, widths);
  std::string text = Rule(widths, frame.dash, frame.top);
  text += BoxedRow(cells[0], widths, frame);
  text += Rule(widths, frame.dash, frame.below_titles);
  for (std::size_t i = 1; i < cells.size(); ++i) text += BoxedRow(cells[i], widths, frame);
  return text + Rule(widths, frame.dash, frame.bottom);
}

std::string RenderTabs(const Table& table) {
  std::string text;
  for (const std::vector<std::string>& row : EscapedCells(table)) {
    for (std::size_t i = 0; i < row.size(); ++i) text.append(i > 0 ? "\t" : "").append(row[i]);
    text += '\n';
  }
  return text;
}

}  // namespace

std::string RenderTable(const Table& table, const TableStyle& style) {
  return style.boxes ? RenderBoxes(table, style) : RenderTabs(table);
}

}  // namespace chutes::render
