#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chutesd/v1/diagnostics.pb.h"
#include "client/render/next_step.h"
#include "client/render/table.h"

namespace chutes::render {

// One thing that was examined, by the daemon or by the client itself.
struct Finding {
  std::string check;
  chutesd::v1::Verdict verdict = chutesd::v1::VERDICT_UNSPECIFIED;
  std::string detail;
  NextStep fix = {};
  std::optional<double> milliseconds = {};
};
using FindingList = std::vector<Finding>;

// The daemon's finding, with what to do about it.
Finding FindingOf(const chutesd::v1::Finding& message);

// Lines for people: verdict, check, time and detail, and below it the fix.
std::string DoctorText(const FindingList& findings, const InForce& in_force);
// For programs: one row for each finding.
Table DoctorTable(const FindingList& findings, const InForce& in_force);
// {"healthy","findings":[{"check","verdict","detail","fix","duration_ms"}]}; null where nothing is known. A
// verdict is `ok`, `warning`, `failed` or `skipped`.
std::string DoctorJson(const FindingList& findings, const InForce& in_force);

// Whether nothing is broken; warnings aside.
bool IsHealthy(const FindingList& findings);

}  // namespace chutes::render
