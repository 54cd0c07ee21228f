#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/time.h"

namespace chutesd::codec {

struct JsonValue;

// Typed access to the members of a JSON object. Reading goes on after a problem (it yields an empty
// value), so a caller reads everything and then looks at status() once. Members that nobody asks for are
// ignored. Copies and nested readers share the document and its status. Not thread-safe.
class JsonReader {
 public:
  enum class Kind { kAbsent, kNull, kBool, kNumber, kText, kArray, kObject };

  // `text` must be one JSON object; see ParseJson (json_value.h) for what else is refused.
  // INVALID_ARGUMENT without a Failure: the caller knows what document this is, and says so.
  static Result<JsonReader> Parse(std::string_view text);

  Kind KindOf(std::string_view name) const;

  // Required members: absence, null and another type are problems.
  std::string String(std::string_view name);
  // A text of 1 to 128 letters, digits, `-`, `_`, `.` and `:`, which all ids and addresses are.
  std::string Id(std::string_view name);
  // Takes the text out: the member is null from then on.
  SecretString Secret(std::string_view name);
  bool Bool(std::string_view name);
  std::int64_t Int(std::string_view name);
  model::Time Time(std::string_view name);
  // An array whose elements are all objects.
  std::vector<JsonReader> Objects(std::string_view name);
  JsonReader Object(std::string_view name);

  // Optional members: nothing if absent or null; another type is a problem.
  std::optional<std::string> OptionalString(std::string_view name);
  std::optional<SecretString> OptionalSecret(std::string_view name);
  std::optional<double> OptionalNumber(std::string_view name);
  std::optional<std::int64_t> OptionalInt(std::string_view name);
  std::optional<model::Time> OptionalTime(std::string_view name);
  std::optional<JsonReader> OptionalObject(std::string_view name);

  // Reports a problem that the caller found, such as "is not a UUID".
  void Report(std::string_view name, std::string_view problem);

  // The first problem in the whole document, such as "member 'items[3].name' is missing"; never a value.
  const Status& status() const;

 private:
  struct Document;

  JsonReader(std::shared_ptr<Document> document, JsonValue* object, std::string path);

  std::string PathOf(std::string_view name) const;
  // The member if it is there and not null.
  JsonValue* Present(std::string_view name) const;
  // As above; otherwise reports it as missing.
  JsonValue* Required(std::string_view name);
  // What `value` holds, if it is a T; otherwise reports `name` as not being `expected`.
  template <typename T>
  T* Expect(std::string_view name, JsonValue* value, std::string_view expected);
  std::optional<model::Time> TimeIn(std::string_view name, JsonValue* value);
  JsonReader Nested(JsonValue* object, std::string path) const;

  std::shared_ptr<Document> document_;
  JsonValue* object_;  // within document_; null for a nested object that is not there
  std::string path_;   // of object_ in the document; empty for the document itself
};

}  // namespace chutesd::codec
