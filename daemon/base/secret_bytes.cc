#include "daemon/base/secret_bytes.h"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace chutesd {

SecretBytes::SecretBytes(std::size_t size) : size_(size) {
  if (size == 0) return;
  // sodium_init is idempotent and thread-safe; without it sodium_malloc has no canary.
  if (sodium_init() < 0) std::abort();
  data_ = static_cast<std::uint8_t*>(sodium_malloc(size));
  if (data_ == nullptr) std::abort();
  sodium_memzero(data_, size);
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

SecretBytes::~SecretBytes() { sodium_free(data_); }

SecretBytes SecretBytes::CopyOf(std::span<const std::uint8_t> bytes) {
  SecretBytes copy(bytes.size());
  std::copy(bytes.begin(), bytes.end(), copy.Fill().begin());
  return copy;
}

void SecretBytes::MakeReadOnly() {
  if (data_ != nullptr) sodium_mprotect_readonly(data_);
}

}  // namespace chutesd
