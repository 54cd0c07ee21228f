#pragma once

#include <sodium.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/secret_string.h"

// How nlohmann's parser is kept from leaving secrets behind in freed memory. Its lexer holds the token
// that it reads in two buffers: one of the document's text type, one a vector of the input's character
// type. Both types are given here, with allocators that wipe.
namespace chutesd::codec {

// One byte of JSON text. A type of its own only so that std::allocator can be given for it below.
enum class JsonByte : unsigned char {};

using WipedText = std::basic_string<char, std::char_traits<char>, WipingAllocator<char>>;

using WipingJson = nlohmann::basic_json<std::map, std::vector, WipedText, bool, std::int64_t, std::uint64_t,
                                        double, WipingAllocator>;

// Reads a text as JsonBytes.
class JsonByteIterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = JsonByte;
  using difference_type = std::ptrdiff_t;
  using pointer = const JsonByte*;
  using reference = JsonByte;

  JsonByteIterator() = default;
  explicit JsonByteIterator(const char* at) : at_(at) {}
  JsonByte operator*() const { return static_cast<JsonByte>(*at_); }
  JsonByteIterator& operator++() {
    ++at_;
    return *this;
  }
  JsonByteIterator operator++(int) { return JsonByteIterator(at_++); }
  bool operator==(const JsonByteIterator&) const = default;

 private:
  const char* at_ = nullptr;
};

}  // namespace chutesd::codec

template <>
struct std::char_traits<chutesd::codec::JsonByte> {
  using char_type = chutesd::codec::JsonByte;
  using int_type = int;
  static constexpr int_type to_int_type(char_type byte) { return static_cast<unsigned char>(byte); }
  static constexpr char_type to_char_type(int_type value) {
    return static_cast<char_type>(static_cast<unsigned char>(value));
  }
  static constexpr int_type eof() { return -1; }
};

template <>
struct std::allocator<chutesd::codec::JsonByte> {
  using value_type = chutesd::codec::JsonByte;
  allocator() = default;
  template <typename Other>
  explicit allocator(const std::allocator<Other>&) {}
  // operator new rather than WipingAllocator<JsonByte>, which would come back here.
  value_type* allocate(std::size_t n) { return static_cast<value_type*>(::operator new(n)); }
  void deallocate(value_type* bytes, std::size_t n) {
    sodium_memzero(bytes, n);
    ::operator delete(bytes);
  }
  bool operator==(const allocator&) const { return true; }
};
