#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/failure.h"

namespace chutesd::codec {

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
