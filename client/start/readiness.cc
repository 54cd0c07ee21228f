#include "client/start/readiness.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "client/rpc/poll_timeout.h"

namespace chutes::start {
namespace {

using std::chrono::steady_clock;

constexpr std::string_view kReadyLine = "READY=1";
constexpr std::size_t kMostWords = 4096;

// The lines as one, without blanks at their ends; whether READY=1 was among the complete ones.
bool ReadLines(std::string_view text, std::string& words) {
  words.clear();
  bool ready = false;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (end != std::string_view::npos && line == kReadyLine) ready = true;
    const std::size_t first = line.find_first_not_of(" \t\r");
    line = first == std::string_view::npos || line == kReadyLine ? std::string_view() : line.substr(first);
    if (!line.empty()) words.append(words.empty() ? "" : "; ").append(line);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return ready;
}

}  // namespace

Readiness WaitUntilReady(int pipe, steady_clock::time_point deadline) {
  Readiness result;
  std::string text;
  while (true) {
    if (!rpc::WaitReadable(pipe, deadline)) return result;
    std::array<char, 1024> chunk{};
    const ssize_t count = read(pipe, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      result.outcome = Readiness::Outcome::kEnded;
      return result;
    }
    text.append(chunk.data(), static_cast<std::size_t>(count));
    if (text.size() > kMostWords) text.erase(0, text.size() - kMostWords);
    if (ReadLines(text, result.words)) {
      result.outcome = Readiness::Outcome::kReady;
      return result;
    }
  }
}

}  // namespace chutes::start
