#pragma once

#include <cstring>
#include <string>

namespace chutes::rpc {

// Overwrites a text that held a secret, so that it does not linger in freed memory, and empties it.
inline void Wipe(std::string& text) {
  explicit_bzero(text.data(), text.size());
  text.clear();
}

// Wipes a text when the scope ends. The text must outlive it.
class WipeAtEnd {
 public:
  explicit WipeAtEnd(std::string& text) : text_(text) {}
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;
  ~WipeAtEnd() { Wipe(text_); }

 private:
  std::string& text_;
};

}  // namespace chutes::rpc
