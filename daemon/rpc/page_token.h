#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"

namespace chutesd::rpc {

// Where a page starts, after checking what the client asked for.
struct PageWindow {
  std::int64_t offset = 0;
  std::int64_t size = 0;
};

// The window of a list request. `page_size` 0 means 25, above 1000 means 1000; `arguments` is
// everything that must stay the same from page to page (the session, the filter): a token made with
// other arguments is refused. INVALID_ARGUMENT names `page_size`, `skip` and `page_token`.
Result<PageWindow> WindowFor(std::int32_t page_size, std::int32_t skip, const std::string& page_token,
                             std::string_view arguments);

// The token of the page after `window`, or empty if `total` items end there. Opaque to clients.
std::string NextPageToken(const PageWindow& window, std::int64_t total, std::string_view arguments);

}  // namespace chutesd::rpc
