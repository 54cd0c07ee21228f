#pragma once

#include <string>

#include "client/rpc/call_error.h"

namespace chutes::rpc {

// Adds what a serialized google.rpc.Status says: the full message, reason and next step of an ErrorInfo
// with the domain `chutesd`, wrong fields, the time to wait. What cannot be read is left out, as
// details only explain a status that is known already.
void AddStatusDetails(const std::string& serialized, CallError& error);

}  // namespace chutes::rpc
