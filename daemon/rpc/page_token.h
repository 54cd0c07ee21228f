#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "chutesd/v1/selector.pb.h"
#include "daemon/base/failure.h"

namespace chutesd::rpc {

// Where a page starts, after checking what the client asked for.
struct PageWindow {
  std::int64_t offset = 0;
  std::int64_t size = 0;
};

// What must stay the same from page to page: which list (such as "keys"), the session, the filter.
std::string PageArguments(std::string_view list, const v1::SessionSelector& session,
                          const std::string& filter);

// The window of a list request. `page_size` 0 means 25, above 1000 means 1000; `arguments` are
// PageArguments: a token made with others is refused. INVALID_ARGUMENT names `page_size`, `skip` and
// `page_token`.
Result<PageWindow> WindowFor(std::int32_t page_size, std::int32_t skip, const std::string& page_token,
                             std::string_view arguments);

// The token of the page after `window`, or empty if `total` items end there. Opaque to clients.
std::string NextPageToken(const PageWindow& window, std::int64_t total, std::string_view arguments);

// Writes how long the list is, and where its next page starts, into the reply to a request that was checked.
template <typename Request, typename Response>
void FillPlace(const Request& request, std::string_view arguments, std::int64_t total, Response& response) {
  const Result<PageWindow> window =
      WindowFor(request.page_size(), request.skip(), request.page_token(), arguments);
  response.set_total_size(static_cast<std::int32_t>(total));
  response.set_next_page_token(NextPageToken(*window, total, arguments));
}

}  // namespace chutesd::rpc
