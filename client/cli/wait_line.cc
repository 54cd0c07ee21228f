#include "client/cli/wait_line.h"

#include <fmt/format.h>

#include <string>

namespace chutes::cli {

rpc::ShowWait WaitLine(const Env& env) {
  const std::string kind = env.lookup("TERM").value_or("");
  if (!env.err_is_terminal || kind.empty() || kind == "dumb") return nullptr;
  return [&env](std::optional<std::chrono::seconds> waited) {
    // Fits 40 columns with the seconds of the longest --timeout, and with the ^C that a terminal may add.
    constexpr int kColumns = 34;
    std::string text;
    if (waited) text = "waiting for an answer ...";
    if (waited && waited->count() > 0) text += fmt::format(" {} s", waited->count());
    env.err(waited ? fmt::format("\r{}", text) : fmt::format("\r{:{}}\r", "", kColumns));
  };
}

}  // namespace chutes::cli
