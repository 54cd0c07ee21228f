#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace chutesd {

// A secret text on its way through the daemon (an API key, a secret value, a request body). Movable, never
// copied by accident, never printed. Overwritten when dropped, as all memory is
// (proto/support/wipe_on_free.cc).
class SecretString {
 public:
  SecretString() = default;
  explicit SecretString(std::string_view text) : chars_(text.begin(), text.end()) {}
  SecretString(SecretString&&) noexcept = default;
  SecretString& operator=(SecretString&&) noexcept = default;
  SecretString(const SecretString&) = delete;
  SecretString& operator=(const SecretString&) = delete;

  SecretString Copy() const { return SecretString(Reveal()); }
  std::string_view Reveal() const { return {chars_.data(), chars_.size()}; }
  void Append(std::string_view text) { chars_.insert(chars_.end(), text.begin(), text.end()); }
  void Reserve(std::size_t size) { chars_.reserve(size); }
  std::size_t size() const { return chars_.size(); }
  bool empty() const { return chars_.empty(); }

  template <typename Stream>
  friend Stream& operator<<(Stream&, const SecretString&) = delete;

 private:
  std::vector<char> chars_;  // no std::string, which would leave a short text where it was moved from
};

}  // namespace chutesd
