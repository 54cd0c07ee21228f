#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <string>
#include <string_view>

#include "chutesd/v1/selector.pb.h"
#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "daemon/session/session.h"

namespace chutesd::rpc {

// Checks and translates a selector. INVALID_ARGUMENT names `session.config_path` or `session.api_url`,
// API_KEY_REFUSED `session.api_key`.
Result<session::Selector> SelectorFrom(const v1::SessionSelector& message);

v1::Origin OriginMessage(session::Origin origin);

google::protobuf::Timestamp TimeMessage(model::Time time);

// What must stay the same from page to page: which list (such as "keys"), the session, the filter.
std::string PageArguments(std::string_view list, const v1::SessionSelector& session,
                          const std::string& filter);

}  // namespace chutesd::rpc
