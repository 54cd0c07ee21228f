#include "daemon/ops/diagnose_wallets.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace chutesd::ops {
namespace {

Finding Absent(std::string detail, bool has_account) {
  if (has_account) return {"wallets", Verdict::kOk, std::move(detail) + "; only registering needs one"};
  return {"wallets", Verdict::kWarning, std::move(detail) + ", and registering needs one", code::kNoWallets};
}

}  // namespace

Finding JudgeWallets(const Result<wallet::WalletSurvey>& survey, bool has_account) {
  if (!survey.ok()) return Absent(std::string(survey.status().message()), has_account);
  std::ptrdiff_t usable = 0;
  for (const wallet::WalletSummary& wallet : survey->wallets) {
    usable += std::count_if(wallet.hotkeys.begin(), wallet.hotkeys.end(),
                            [](const wallet::HotkeySummary& hotkey) { return hotkey.problem.empty(); });
  }
  if (usable == 0) {
    return Absent(fmt::format("{} holds no hotkey that can be used", survey->wallets_path), has_account);
  }
  return {
      "wallets", Verdict::kOk,
      fmt::format("{}: {} wallets, {} usable hotkeys", survey->wallets_path, survey->wallets.size(), usable)};
}

}  // namespace chutesd::ops
