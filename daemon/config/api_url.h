#pragma once

#include "daemon/http/api_url.h"

namespace chutesd::config {

using http::NormalizeApiUrl;

}  // namespace chutesd::config
