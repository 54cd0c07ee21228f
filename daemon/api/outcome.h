#pragma once

#include "absl/status/status.h"
#include "daemon/api/operation.h"

namespace chutesd::api {

// The failure of a change that may or may not have happened: OUTCOME_UNKNOWN, with what was asked, what
// became of the answer, and what to look at before trying again. `cause` is why the answer is lost.
absl::Status OutcomeUnknown(const Asked& asked, const absl::Status& cause);

// What an error of HttpClient::Send means for a change. If nothing was sent, it stays as it is: the name
// or connection failed, the certificate was refused, the request itself was not to be sent. After any other
// error the API may have done it: OUTCOME_UNKNOWN.
absl::Status ChangeFailure(const Asked& asked, const absl::Status& transport_error);

}  // namespace chutesd::api
