#pragma once

#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/model/chute.h"
#include "daemon/model/page.h"

namespace chutesd::codec {

// A page of /chutes/; UPSTREAM_MALFORMED names the member that is wrong. A chute whose owner is not shown
// has an empty `owner_user_id`.
Result<model::Page<model::Chute>> DecodeChutePage(std::string_view body);

}  // namespace chutesd::codec
