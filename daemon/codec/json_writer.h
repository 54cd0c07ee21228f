#pragma once

#include <string_view>

#include "daemon/base/secret_string.h"

namespace chutesd::codec {

// Appends `text` as a JSON string as orjson writes it: UTF-8 as it is, only what must be is escaped.
void AppendQuoted(SecretString& out, std::string_view text);

// The same as Python's json.dumps writes it: ASCII, everything else as \uXXXX. A byte that is not part of
// valid UTF-8 becomes \ufffd.
void AppendQuotedAscii(SecretString& out, std::string_view text);

}  // namespace chutesd::codec
