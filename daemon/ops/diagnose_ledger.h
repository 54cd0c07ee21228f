#pragma once

#include <optional>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/ledger/ledger.h"
#include "daemon/model/types.h"
#include "daemon/ops/finding.h"

namespace chutesd::ops {

// What the ledger has of an account, or why it cannot be read.
using LedgerEntries = Result<std::vector<ledger::KeyEntry>>;

// A ledger that cannot be used, or one without entries, is judged without the API. Nothing if the API must
// be asked. Pure.
std::optional<Finding> JudgeLedgerAlone(const LedgerEntries& entries);

// The entries against the first page of the API's list: `ledger`, one finding for each key whose secret
// nobody has, or one for all that is well. Pure.
Findings JudgeLedger(const std::vector<ledger::KeyEntry>& entries,
                     const Result<model::Page<model::ApiKey>>& page, model::Time now);

}  // namespace chutesd::ops
