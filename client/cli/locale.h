#pragma once

#include <functional>
#include <optional>
#include <string>

namespace chutes::cli {

// Whether what is shown on a terminal may have characters beyond ASCII: LC_ALL, LC_CTYPE and LANG say so,
// the first of them that is set and not empty. If none is, as in most containers, it may: terminals speak
// UTF-8 unless told otherwise.
bool IsUtf8Locale(const std::function<std::optional<std::string>(const std::string& name)>& lookup);

}  // namespace chutes::cli
