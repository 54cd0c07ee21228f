#include "client/render/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

namespace chutes::render {
namespace {

// "│ " before each value and " │" at the end of the line: three columns per value and one more.
constexpr std::size_t kFramePerColumn = 3;
constexpr std::size_t kLeastWidth = 8;  // of a column that is cut

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
      const std::size_t least = std::max(kLeastWidth, DisplayWidth(table.columns[i].title));
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

std::string RenderBoxes(const Table& table, const Form& form) {
  const Frame& frame = form.ascii ? kAscii : kLines;
  Cells cells = EscapedCells(table);
  if (form.ascii) {
    for (std::vector<std::string>& row : cells) std::ranges::transform(row, row.begin(), AsciiOnly);
  }
  std::vector<std::size_t> widths = NaturalWidths(cells);
  if (form.width > 0) Shrink(table, form.width, widths);
  std::string text = Rule(widths, frame.dash, frame.top);
  text += BoxedRow(cells[0], widths, frame);
  text += Rule(widths, frame.dash, frame.below_titles);
  for (std::size_t i = 1; i < cells.size(); ++i) text += BoxedRow(cells[i], widths, frame);
  return text + Rule(widths, frame.dash, frame.bottom);
}

}  // namespace

std::string RenderTable(const Table& table, const Form& form) {
  if (form.boxes) return RenderBoxes(table, form);
  std::string text;
  for (const std::vector<std::string>& row : EscapedCells(table)) {
    text += fmt::format("{}\n", fmt::join(row, "\t"));
  }
  return text;
}

void Fields::Add(const char* title, const char* name, std::string shown, Json json, bool may_be_cut) {
  fields_.push_back({title, name, std::move(shown), std::move(json), may_be_cut});
}

void Fields::AddText(const char* title, const char* name, const std::string& text, bool may_be_cut) {
  Add(title, name, OrNothing(text), OrNull(text), may_be_cut);
}

void Fields::AddFlag(const char* title, const char* name, bool flag) {
  Add(title, name, flag ? "true" : "false", flag);
}

void Fields::AddTime(const char* title, const char* name, bool is_known,
                     const google::protobuf::Timestamp& time) {
  Add(title, name, is_known ? TimeForPeople(time) : "-", TimeJson(is_known, time));
}

void Fields::AddObject(const char* name, Fields object) {
  Add(nullptr, name, "", object.ToJson());
  for (Field& field : object.fields_) Add(field.title, nullptr, std::move(field.shown));
}

Json Fields::ToJson() const {
  Json json;
  for (const Field& field : fields_) {
    if (field.name != nullptr) json[field.name] = field.json;
  }
  return json;
}

std::string Fields::Shown(const Form& form) const {
  if (form.json) return JsonText(ToJson());
  Table table{{{"Field"}, {"Value"}}, {}};
  for (const Field& field : fields_) {
    if (field.title != nullptr) table.rows.push_back({field.title, field.shown});
  }
  return RenderTable(table, form);
}

Table TableOf(const Fields& columns, const std::vector<Fields>& items) {
  Table table;
  for (const Fields::Field& field : columns.fields_) {
    if (field.title != nullptr) table.columns.push_back({field.title, field.may_be_cut});
  }
  for (const Fields& item : items) {
    std::vector<std::string>& row = table.rows.emplace_back();
    for (const Fields::Field& field : item.fields_) {
      if (field.title != nullptr) row.push_back(field.shown);
    }
  }
  return table;
}

Json ArrayOf(const std::vector<Fields>& items) {
  Json array = Json::array();
  for (const Fields& item : items) array.push_back(item.ToJson());
  return array;
}

std::string ListView(const char* name, const Fields& columns, const std::vector<Fields>& items,
                     const Form& form) {
  if (!form.json) return RenderTable(TableOf(columns, items), form);
  Json json;
  json[name] = ArrayOf(items);
  return JsonText(json);
}

}  // namespace chutes::render
