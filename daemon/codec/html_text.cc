#include "daemon/codec/html_text.h"

#include <algorithm>

namespace chutesd::codec {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// Where `word` (lower case) begins in `text` from `from` on, in any case; npos if nowhere.
std::size_t FindWord(std::string_view text, std::string_view word, std::size_t from = 0) {
  if (from >= text.size()) return std::string_view::npos;
  const auto same = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  };
  const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), word.begin(),
                                 word.end(), same);
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

// What lies between the first `<name ...>` and its end tag.
std::string_view ElementText(std::string_view page, std::string_view open, std::string_view close) {
  const std::size_t tag = FindWord(page, open);
  if (tag == std::string_view::npos) return "";
  const std::size_t begin = page.find('>', tag);
  if (begin == std::string_view::npos) return "";
  return page.substr(begin + 1, FindWord(page, close, begin) - begin - 1);
}

// Where the tag that begins at `at` ends, with the content of scripts and styles counted to it.
std::size_t EndOfTag(std::string_view page, std::size_t at) {
  for (const std::string_view name : {"script", "style"}) {
    if (FindWord(page.substr(at + 1, name.size()), name) != 0) continue;
    at = std::min(FindWord(page, std::string("</") + std::string(name), at), page.size() - 1);
  }
  return page.find('>', at);
}

}  // namespace

bool LooksLikeHtml(std::string_view body) {
  const std::size_t first = body.find_first_not_of(kSpace);
  return first != std::string_view::npos && body[first] == '<';
}

std::string HtmlText(std::string_view page) {
  const std::string_view title = ElementText(page, "<title", "</title");
  if (title.find_first_not_of(kSpace) != std::string_view::npos) return std::string(title);
  std::string text;
  for (std::size_t at = 0; at < page.size(); ++at) {
    if (page[at] != '<') {
      text += page[at];
      continue;
    }
    at = EndOfTag(page, at);
    if (at == std::string_view::npos) break;
    text += ' ';
  }
  return text;
}

}  // namespace chutesd::codec
