#pragma once

#include "client/cli/draft.h"
#include "client/cli/usage.h"

namespace CLI {
class App;
}

namespace chutes::cli {

// --limit and --page of a list.
void AddPageOptions(CLI::App& app, Draft& draft);

struct Page {
  int limit = 25;
  int page = 0;
};

// Checks them; together they must not skip more items than a request can say.
Checked<Page> FinishPage(const Draft& draft);

}  // namespace chutes::cli
