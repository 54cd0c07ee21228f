#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::render {

struct Column {
  std::string title;
  // Values may be cut to fit a terminal, to 8 columns or those of the title. Ids never are: half an id is
  // useless.
  bool may_be_cut = false;
};

// Rows have as many values as there are columns. Values are raw: the renderer escapes them.
struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

std::string RenderTable(const Table& table, const Form& form);

// What is known of one thing: for people rows of a table, or one row of a list; for programs the members of a
// JSON object, in the same order.
class Fields {
 public:
  // `title` is null for what only programs get, `name` for what only people get. `may_be_cut`: in a list.
  void Add(const char* title, const char* name, std::string shown, Json json = {}, bool may_be_cut = false);
  // `-` and null for an empty text.
  void AddText(const char* title, const char* name, const std::string& text, bool may_be_cut = false);
  void AddFlag(const char* title, const char* name, bool flag);
  void AddTime(const char* title, const char* name, bool is_known, const google::protobuf::Timestamp& time);
  // An object of its own in JSON; in a table its rows are among the others.
  void AddObject(const char* name, Fields object);

  Json ToJson() const;
  // A table of `Field` and `Value`, or the object.
  std::string Shown(const Form& form) const;

 private:
  friend Table TableOf(const Fields& columns, const std::vector<Fields>& items);
  struct Field {
    const char* title;
    const char* name;
    std::string shown;
    Json json;
    bool may_be_cut;
  };
  std::vector<Field> fields_;
};

// Things of one kind. `columns`: the fields of any of them, as there may be none.
Table TableOf(const Fields& columns, const std::vector<Fields>& items);
Json ArrayOf(const std::vector<Fields>& items);
// As a table or {NAME: [...]}.
std::string ListView(const char* name, const Fields& columns, const std::vector<Fields>& items,
                     const Form& form);

}  // namespace chutes::render
