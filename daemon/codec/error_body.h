#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/failure.h"

namespace chutesd::codec {

// `text` with everything hidden that it has in common with `secret`: each run of 8 bytes or more (or the
// whole secret, if that has 4 to 7) becomes `[hidden]`. For words of the API that may echo what was sent
// to it, cut short perhaps. A secret of less than 4 bytes cannot be told from ordinary words.
std::string HideEcho(std::string_view text, std::string_view secret);

// `text` as one line that is safe on a terminal, of at most `max_size` bytes (ending in `...` if it was
// longer): white space runs become one space; control characters, those that turn the direction of
// writing, and bytes that are not UTF-8 are shown as escapes such as \x1b.
std::string ReadableLine(std::string_view text, std::size_t max_size);

// Whether a body is a page for a browser: its first visible character is `<`.
bool LooksLikeHtml(std::string_view body);

// The title of a page, or, without one, its text without tags, scripts and styles.
std::string HtmlText(std::string_view page);

// What the body of an error answer says.
struct ErrorBody {
  // One readable line of at most 300 bytes; empty if the body says nothing.
  std::string line;
  // Whether that is the API's own `detail`, rather than the page of a proxy or a bare text.
  bool own_words = false;
  // Fields that the API found wrong, at most 16. A field is a path in the request, such as
  // `scopes[0].object_type`; headers are `header.<name>`.
  std::vector<FieldViolation> violations;
};

// Understands `detail` as a text, as the list of a 422, as an object with a message, and, where there is
// no `detail`, HTML, plain text or nothing. The `input` and `ctx` of a 422, which echo what was sent, are
// never looked at; what else echoes `secret_sent` is hidden (see HideEcho). Never fails.
ErrorBody ReadErrorBody(std::string_view body, std::string_view secret_sent);

}  // namespace chutesd::codec
