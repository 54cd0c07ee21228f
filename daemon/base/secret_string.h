#pragma once

#include <sodium.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chutesd {

// Hands out heap memory and wipes it when it comes back, so that a growing buffer leaves no copies.
template <typename T>
struct WipingAllocator {
  using value_type = T;
  WipingAllocator() = default;
  template <typename U>
  explicit WipingAllocator(const WipingAllocator<U>&) {}
  T* allocate(std::size_t n) { return std::allocator<T>().allocate(n); }
  void deallocate(T* p, std::size_t n) {
    sodium_memzero(p, n * sizeof(T));
    std::allocator<T>().deallocate(p, n);
  }
  bool operator==(const WipingAllocator&) const { return true; }
};

// A secret text on its way through the daemon (an API key, a secret value, a request body): wiped
// when dropped or moved from. Movable, never copied by accident, never printed.
class SecretString {
 public:
  SecretString() = default;
  explicit SecretString(std::string_view text) : chars_(text.begin(), text.end()) {}
  SecretString(SecretString&&) noexcept = default;
  SecretString& operator=(SecretString&&) noexcept = default;
  SecretString(const SecretString&) = delete;
  SecretString& operator=(const SecretString&) = delete;

  // Takes the text out of `source` and wipes what is left there.
  static SecretString TakeFrom(std::string& source) {
    SecretString taken{std::string_view(source)};
    sodium_memzero(source.data(), source.size());
    source.clear();
    return taken;
  }

  SecretString Copy() const { return SecretString(Reveal()); }
  std::string_view Reveal() const { return {chars_.data(), chars_.size()}; }
  void Append(std::string_view text) { chars_.insert(chars_.end(), text.begin(), text.end()); }
  void Reserve(std::size_t size) { chars_.reserve(size); }
  std::size_t size() const { return chars_.size(); }
  bool empty() const { return chars_.empty(); }

  template <typename Stream>
  friend Stream& operator<<(Stream&, const SecretString&) = delete;

 private:
  std::vector<char, WipingAllocator<char>> chars_;
};

}  // namespace chutesd
