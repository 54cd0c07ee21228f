#pragma once

#include "daemon/api/operation.h"
#include "daemon/base/failure.h"

namespace chutesd::api {

// The failure of a change that may or may not have happened: OUTCOME_UNKNOWN, with what was asked, what
// became of the answer, and what to look at before trying again. `cause` is why the answer is lost.
Status OutcomeUnknown(const Asked& asked, const Status& cause);

// What an error of HttpClient::Send means for a change. If nothing was sent, it stays as it is: the name
// or connection failed, the certificate was refused, the request itself was not to be sent. After any other
// error the API may have done it: OUTCOME_UNKNOWN.
Status ChangeFailure(const Asked& asked, const Status& transport_error);

}  // namespace chutesd::api
