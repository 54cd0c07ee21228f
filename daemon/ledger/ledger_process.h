#pragma once

#include <string>
#include <string_view>

namespace chutesd::ledger {

// Names this process so that another one can tell later whether it still runs: its id alone would not do,
// as ids are given anew.
std::string MarkOfThisProcess();

// Whether the process that made `mark` still runs, as far as can be seen from here.
bool IsRunning(std::string_view mark);

}  // namespace chutesd::ledger
