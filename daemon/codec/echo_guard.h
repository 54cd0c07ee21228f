#pragma once

#include <string>
#include <string_view>

namespace chutesd::codec {

// `text` with everything hidden that it has in common with `secret`: each run of 8 bytes or more (or the
// whole secret, if that has 4 to 7) becomes `[hidden]`. For words of the API that may echo what was sent
// to it, cut short perhaps. A secret of less than 4 bytes cannot be told from ordinary words.
std::string HideEcho(std::string_view text, std::string_view secret);

}  // namespace chutesd::codec
