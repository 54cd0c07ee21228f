#pragma once

#include "daemon/base/failure.h"
#include "daemon/config/wallet_survey.h"
#include "daemon/ops/finding.h"

namespace chutesd::ops {

// Judges the folder of wallets: `wallets`. They are needed to register, and only then. Pure.
Finding JudgeWallets(const Result<config::WalletSurvey>& survey, bool has_account);

}  // namespace chutesd::ops
