#pragma once

#include <string>
#include <string_view>

namespace chutesd::codec {

// Whether a body is a page for a browser: its first visible character is `<`.
bool LooksLikeHtml(std::string_view body);

// The title of a page, or, without one, its text without tags, scripts and styles.
std::string HtmlText(std::string_view page);

}  // namespace chutesd::codec
