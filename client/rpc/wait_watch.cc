#include "client/rpc/wait_watch.h"

namespace chutes::rpc {

WaitWatch::~WaitWatch() {
  if (is_shown_) show_(std::nullopt);
}

void WaitWatch::Tick() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next()) return;
  const auto waited = std::chrono::floor<std::chrono::seconds>(now - began_);
  is_shown_ = true;
  next_ = began_ + waited + std::chrono::seconds(1);
  show_(waited);
}

}  // namespace chutes::rpc
