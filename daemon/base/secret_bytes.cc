#include "daemon/base/secret_bytes.h"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

namespace chutesd {

SecretBytes::SecretBytes(std::size_t size) : size_(size) {
  if (size == 0) return;
  // sodium_init is idempotent and thread-safe; without it sodium_malloc has no canary.
  if (sodium_init() < 0) std::abort();
  data_.reset(static_cast<std::uint8_t*>(sodium_malloc(size)));
  if (data_ == nullptr) std::abort();
  sodium_memzero(data_.get(), size);
}

void SecretBytes::Free::operator()(std::uint8_t* bytes) const { sodium_free(bytes); }

SecretBytes SecretBytes::CopyOf(std::span<const std::uint8_t> bytes) {
  SecretBytes copy(bytes.size());
  std::copy(bytes.begin(), bytes.end(), copy.Fill().begin());
  return copy;
}

void SecretBytes::MakeReadOnly() {
  if (data_ != nullptr) sodium_mprotect_readonly(data_.get());
}

}  // namespace chutesd
