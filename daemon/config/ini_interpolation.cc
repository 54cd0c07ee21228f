#include "daemon/config/ini_interpolation.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>

#include "daemon/config/refusal.h"

namespace chutesd::config {
namespace {

constexpr int kMaxDepth = 10;  // configparser.MAX_INTERPOLATION_DEPTH
// Ten levels of references can multiply without end; no honest file comes near these. A value that refers to
// nothing may be as long as its file.
constexpr std::size_t kMaxResult = std::size_t{64} << 10U;
constexpr std::size_t kMaxWork = std::size_t{256} << 10U;
constexpr std::size_t kWorkOfAReference = 64;  // in bytes that are copied: looking it up

SecretString RawValue(const IniEntry& entry) {
  SecretString raw;
  const std::size_t count = entry.ValueLineCount();
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) raw.Append("\n");
    raw.Append(entry.value[i].text);
  }
  return raw;
}

class Expander {
 public:
  Expander(const IniEntry& entry, const IniSection& section, const IniSection* defaults,
           std::string_view path)
      : entry_(entry), section_(section), defaults_(defaults), path_(path) {}

  Result<SecretString> Run() {
    Status status = Append(RawValue(entry_), 1);
    if (!status.ok()) return status;
    return std::move(result_);
  }

 private:
  // NOLINTNEXTLINE(misc-no-recursion): at most kMaxDepth deep
  Status Append(const SecretString& raw, int depth) {
    std::string_view rest = raw.Reveal();
    work_ += rest.size() + kWorkOfAReference;
    // Python counts the depth of values with a `%` only.
    const bool is_plain = rest.find('%') == std::string_view::npos;
    if (depth > kMaxDepth && !is_plain) return Refuse("refers to other keys more than 10 deep, or to itself");
    if (depth > 1 && (work_ > kMaxWork || result_.size() > kMaxResult)) return Refuse("becomes too long");
    while (!rest.empty()) {
      const std::size_t percent = rest.find('%');
      result_.Append(rest.substr(0, percent));
      if (percent == std::string_view::npos) break;
      rest.remove_prefix(percent + 1);
      if (rest.starts_with('%')) {
        result_.Append("%");
        rest.remove_prefix(1);
        continue;
      }
      const std::size_t closing = rest.find(')');
      if (!rest.starts_with('(') || closing == std::string_view::npos || closing < 2 ||
          !rest.substr(closing).starts_with(")s")) {
        return Refuse("has a `%` that is neither `%%` nor `%(key)s`");
      }
      const IniEntry* referred = Find(rest.substr(1, closing - 1));
      if (referred == nullptr) return Refuse("refers to a key that is in neither this section nor [DEFAULT]");
      Status status = Append(RawValue(*referred), depth + 1);
      if (!status.ok()) return status;
      rest.remove_prefix(closing + 2);
    }
    return OkStatus();
  }

  const IniEntry* Find(std::string_view key) const {
    const IniEntry* found = section_.Find(key);
    return found == nullptr && defaults_ != nullptr ? defaults_->Find(key) : found;
  }

  Status Refuse(std::string_view problem) const {
    return RefuseConfig({path_, entry_.line, section_.name, entry_.key}, fmt::format("the value {}", problem),
                        fmt::format("edit line {} of {}: a `%` that is meant as such must be written `%%`",
                                    entry_.line, path_));
  }

  const IniEntry& entry_;
  const IniSection& section_;
  const IniSection* defaults_;
  std::string_view path_;
  SecretString result_;
  std::size_t work_ = 0;
};

}  // namespace

Result<SecretString> ExpandValue(const IniEntry& entry, const IniSection& section, const IniSection* defaults,
                                 std::string_view path) {
  return Expander(entry, section, defaults, path).Run();
}

SecretString EscapeValue(std::string_view value) {
  SecretString escaped;
  escaped.Reserve(value.size());
  for (const char c : value) escaped.Append(c == '%' ? std::string_view("%%") : std::string_view(&c, 1));
  return escaped;
}

}  // namespace chutesd::config
