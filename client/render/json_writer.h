#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chutes::render {

// Writes one JSON value, two spaces of indentation per level. Strings that are not UTF-8 get U+FFFD;
// control and invisible characters are escaped. Calls must nest properly.
class JsonWriter {
 public:
  JsonWriter& BeginObject() { return Open('{'); }
  JsonWriter& EndObject() { return Close('}'); }
  JsonWriter& BeginArray() { return Open('['); }
  JsonWriter& EndArray() { return Close(']'); }
  // The name of the next value of an object.
  JsonWriter& Key(std::string_view name);
  JsonWriter& String(std::string_view value);
  JsonWriter& Integer(std::int64_t value);
  // null for what JSON cannot express.
  JsonWriter& Number(double value);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  // `value`, or null if it is empty.
  JsonWriter& StringOrNull(std::string_view value) { return value.empty() ? Null() : String(value); }

  // The text with a final newline.
  std::string Take();

 private:
  JsonWriter& Open(char bracket);
  JsonWriter& Close(char bracket);
  JsonWriter& Literal(std::string_view text);
  void BeginValue();
  void NewLine();

  std::string text_;
  std::vector<bool> has_items_;  // one per open bracket
  bool after_key_ = false;
};

}  // namespace chutes::render
