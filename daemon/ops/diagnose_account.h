#pragma once

#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "daemon/ops/finding.h"
#include "daemon/session/session.h"

namespace chutesd::ops {

// Judges what the API says about the account of a session: `account`, then `username`, `user_id` and
// `payment_address` of the config file where they are not the API's. Pure.
Findings JudgeAccount(const Result<model::User>& user, const session::Session& session);

}  // namespace chutesd::ops
