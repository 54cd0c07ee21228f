#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"

namespace chutesd::codec {

// A JSON document as read. Any text in it may be a secret.
// For the codecs themselves; other folders read through JsonReader.
struct JsonMember;
struct JsonValue {
  using Text = std::string;
  using Array = std::vector<JsonValue>;
  using Object = std::vector<JsonMember>;  // in the order of the text

  std::variant<std::monostate, bool, std::int64_t, double, Text, Array, Object> data;

  template <typename T>
  T* As() {
    return std::get_if<T>(&data);
  }
  template <typename T>
  const T* As() const {
    return std::get_if<T>(&data);
  }
  bool IsNull() const { return std::holds_alternative<std::monostate>(data); }

  // The member of this object with that name; null if there is none, or this is no object.
  JsonValue* Find(std::string_view name);
  const JsonValue* Find(std::string_view name) const;
};

struct JsonMember {
  JsonValue::Text name;
  JsonValue value;
};

// Reads one JSON value that makes up all of `text`. Refused: what RFC 8259 does not allow (NaN, comments,
// invalid UTF-8, lone surrogates), numbers beyond a double, more than 32 levels, more than 300,000 values,
// and an object with two members of the same name. Whole numbers beyond 64 bits are read as double.
// INVALID_ARGUMENT says what is wrong and where, and quotes nothing.
Result<JsonValue> ParseJson(std::string_view text);

// Appends `text` as a JSON string as orjson writes it: UTF-8 as it is, only what must be is escaped.
void AppendQuoted(SecretString& out, std::string_view text);

// The same as Python's json.dumps writes it: ASCII, everything else as \uXXXX. A byte that is not part of
// valid UTF-8 becomes \ufffd.
void AppendQuotedAscii(SecretString& out, std::string_view text);

}  // namespace chutesd::codec
