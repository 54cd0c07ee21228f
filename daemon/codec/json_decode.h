#pragma once

#include <string_view>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/codec/json_reader.h"
#include "daemon/codec/malformed.h"
#include "daemon/model/page.h"

namespace chutesd::codec {

// Reads `body` with `read(JsonReader&)`, which returns what it read; UPSTREAM_MALFORMED if it had a problem.
template <typename Read>
auto Decode(std::string_view body, Read read) -> Result<decltype(read(std::declval<JsonReader&>()))> {
  Result<JsonReader> reader = JsonReader::Parse(body);
  if (!reader.ok()) return Malformed(reader.status());
  auto decoded = read(*reader);
  if (!reader->status().ok()) return Malformed(reader->status());
  return decoded;
}

// The same for a page of a list. One row that cannot be understood fails the page: a list with a hole
// would be taken for the whole.
template <typename Read>
auto DecodePage(std::string_view body, Read read_item)
    -> Result<model::Page<decltype(read_item(std::declval<JsonReader&>()))>> {
  return Decode(body, [&](JsonReader& reader) {
    model::Page<decltype(read_item(reader))> page;
    page.total = reader.Int("total");
    if (page.total < 0) reader.Report("total", "is negative");
    for (JsonReader& row : reader.Objects("items")) page.items.push_back(read_item(row));
    return page;
  });
}

}  // namespace chutesd::codec
