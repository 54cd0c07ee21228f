#include "client/cli/page_options.h"

#include <CLI/App.hpp>
#include <climits>
#include <utility>

namespace chutes::cli {

void AddPageOptions(CLI::App& app, Draft& draft) {
  app.add_option("--limit", draft.limit, "Number of items per page, 1 to 1000 (default: 25)")
      ->type_name("INTEGER");
  app.add_option("--page", draft.page, "Page number, counted from 0 (default: 0)")->type_name("INTEGER");
}

Checked<Page> FinishPage(const Draft& draft) {
  constexpr int kMaxLimit = 1000;  // see ListKeysRequest.page_size
  Page page;
  if (draft.limit) {
    Checked<int> limit = ParseCount("--limit", *draft.limit, 1, kMaxLimit);
    if (limit.error) return {{}, std::move(limit.error)};
    page.limit = limit.value;
  }
  if (draft.page) {
    Checked<int> number = ParseCount("--page", *draft.page, 0, INT_MAX / page.limit);
    if (number.error) return {{}, std::move(number.error)};
    page.page = number.value;
  }
  return {page, std::nullopt};
}

}  // namespace chutes::cli
