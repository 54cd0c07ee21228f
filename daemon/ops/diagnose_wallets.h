#pragma once

#include "daemon/base/failure.h"
#include "daemon/ops/finding.h"
#include "daemon/wallet/survey.h"

namespace chutesd::ops {

// Judges the folder of wallets: `wallets`. They are needed to register, and only then. Pure.
Finding JudgeWallets(const Result<wallet::WalletSurvey>& survey, bool has_account);

}  // namespace chutesd::ops
