#include "daemon/ops/ledger_thread.h"

#include <spdlog/spdlog.h>

namespace chutesd::ops {

void LogUnwritten(const Status& written) {
  if (!written.ok()) spdlog::warn("the ledger lags behind: {}", std::string(written.message()));
}

}  // namespace chutesd::ops
