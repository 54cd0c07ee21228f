#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace chutesd {

// Key material that lives long: memory of its own between guard pages, locked (not swapped, not in
// core files) and wiped when dropped, all by sodium_malloc(3). Costs several pages each, so it is for
// keys and not for passing texts (see SecretString). Movable, never copied, never printed.
// Not thread-safe while it is being filled; afterwards any thread may read.
class SecretBytes {
 public:
  SecretBytes() = default;
  // `size` zero bytes. Aborts the process if there is no memory.
  explicit SecretBytes(std::size_t size);

  // A copy of `bytes`.
  static SecretBytes CopyOf(std::span<const std::uint8_t> bytes);

  std::span<const std::uint8_t> Reveal() const { return {data_.get(), size_}; }
  // Must not be called after MakeReadOnly().
  std::span<std::uint8_t> Fill() { return {data_.get(), size_}; }
  // Makes the pages read-only: a stray write ends the process instead of spoiling the key.
  void MakeReadOnly();

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  template <typename Stream>
  friend Stream& operator<<(Stream&, const SecretBytes&) = delete;

 private:
  struct Free {
    void operator()(std::uint8_t* bytes) const;
  };

  std::unique_ptr<std::uint8_t[], Free> data_;
  std::size_t size_ = 0;
};

}  // namespace chutesd
