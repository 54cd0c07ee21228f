#pragma once

#include <string>
#include <vector>

#include "chutesd/v1/diagnostics.pb.h"
#include "client/render/table.h"

namespace chutes::render {

using FindingList = std::vector<chutesd::v1::Finding>;

// Lines for people: verdict, check, time and detail, and below it the fix.
std::string DoctorText(const FindingList& findings);
// For programs: one row for each finding.
Table DoctorTable(const FindingList& findings);
// {"healthy","findings":[{"check","verdict","detail","fix","duration_ms"}]}; null where nothing is known. A
// verdict is `ok`, `warning`, `failed` or `skipped`.
std::string DoctorJson(const FindingList& findings);

// Whether nothing is broken; warnings aside.
bool IsHealthy(const FindingList& findings);

}  // namespace chutes::render
