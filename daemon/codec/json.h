#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/types.h"

namespace chutesd::codec {

// The failure for an answer of the API that cannot be understood, from what a reader found wrong with it.
Status Malformed(const Status& problem);

// Reads a timestamp of the API: `2025-10-04T12:24:46`, with up to 9 fraction digits (it writes none or 6;
// past the microsecond they are dropped), then `Z`, an offset such as `+00:00`, or nothing, which means
// UTC: the columns without a zone hold UTC. Years 1 to 9999. Nothing if it is anything else.
std::optional<model::Time> ParseTime(std::string_view text);

// Reads one JSON value that makes up all of `text`; any text in it may be a secret. Refused: what RFC 8259
// does not allow (NaN, comments, invalid UTF-8, lone surrogates), numbers beyond a double, more than 32
// levels, more than 300,000 values, and an object with two members of the same name. Whole numbers beyond 64
// bits are read as double. INVALID_ARGUMENT says what is wrong and where, and quotes nothing.
Result<nlohmann::json> ParseJson(std::string_view text);

// A value without spaces, as orjson writes it: UTF-8 as it is, only what must be is escaped. A byte that is
// not part of valid UTF-8 becomes U+FFFD.
std::string WriteJson(const nlohmann::ordered_json& value);

// A text as Python's json.dumps writes it: the same in ASCII, everything else as \uXXXX.
std::string WriteAscii(std::string_view text);

// Typed access to the members of a JSON object. Reading goes on after a problem (it yields an empty
// value), so a caller reads everything and then looks at status() once. Members that nobody asks for are
// ignored. Copies and nested readers share the document and its status. Not thread-safe.
class JsonReader {
 public:
  // `text` must be one JSON object; see ParseJson for what else is refused.
  // INVALID_ARGUMENT: the caller knows what document this is, and says so.
  static Result<JsonReader> Parse(std::string_view text);

  // The same object, of which nothing is needed: what is absent, null or of another form is an empty value,
  // and is remembered in left_out() instead of status().
  JsonReader Lenient() const;

  bool HasText(std::string_view name) const;

  // Required members: absence, null and another type are problems.
  std::string String(std::string_view name);
  // A text of 1 to 128 letters, digits, `-`, `_`, `.` and `:`, which all ids and addresses are.
  std::string Id(std::string_view name);
  // Takes the text out: the member is null from then on.
  SecretString Secret(std::string_view name);
  bool Bool(std::string_view name);
  std::int64_t Int(std::string_view name);
  // An array whose elements are all objects.
  std::vector<JsonReader> Objects(std::string_view name);

  // Reports `name` if there is no such member or it is null. Returns it, to be read as if it were optional.
  std::string_view Needed(std::string_view name);

  // Optional members: nothing if absent or null; another type is a problem.
  std::optional<std::string> OptionalString(std::string_view name);
  std::optional<SecretString> OptionalSecret(std::string_view name);
  std::optional<bool> OptionalBool(std::string_view name);
  std::optional<double> OptionalNumber(std::string_view name);
  std::optional<std::int64_t> OptionalInt(std::string_view name);
  std::optional<model::Time> OptionalTime(std::string_view name);
  std::optional<JsonReader> OptionalObject(std::string_view name);

  // Reports a problem that the caller found, such as "is not a UUID".
  void Report(std::string_view name, std::string_view problem);

  // The first problem in the whole document, such as "member 'items[3].name' is missing"; never a value.
  const Status& status() const;
  // The first that lenient readers met, such as "member 'created_at' is null"; empty: none.
  const std::string& left_out() const;

 private:
  struct Document;

  JsonReader(std::shared_ptr<Document> document, nlohmann::json* object, std::string path);

  std::string PathOf(std::string_view name) const;
  // The member if it is there, not null and `is_expected`; reports one that is something else.
  template <typename Predicate>
  nlohmann::json* Member(std::string_view name, Predicate is_expected, std::string_view expected);

  std::shared_ptr<Document> document_;
  nlohmann::json* object_;  // within document_
  std::string path_;        // of object_ in the document; empty for the document itself
  bool is_lenient_ = false;
};

// Reads `body` with `read(JsonReader&)`, which returns what it read; UPSTREAM_MALFORMED if it had a problem.
template <typename Read>
auto Decode(std::string_view body, Read read) -> Result<decltype(read(std::declval<JsonReader&>()))> {
  Result<JsonReader> reader = JsonReader::Parse(body);
  if (!reader.ok()) return Malformed(reader.status());
  auto decoded = read(*reader);
  if (!reader->status().ok()) return Malformed(reader->status());
  return decoded;
}

// The same for a page of a list. No row is left out: one that lacks a member has an empty value there.
template <typename Read>
auto DecodePage(std::string_view body, Read read_item)
    -> Result<model::Page<decltype(read_item(std::declval<JsonReader&>()))>> {
  return Decode(body, [&](JsonReader& reader) {
    model::Page<decltype(read_item(reader))> page;
    page.total = reader.Int("total");
    if (page.total < 0) reader.Report("total", "is negative");
    for (const JsonReader& row : reader.Objects("items")) {
      JsonReader lenient = row.Lenient();
      page.items.push_back(read_item(lenient));
    }
    return page;
  });
}

}  // namespace chutesd::codec
