#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chutesd/v1/diagnostics.pb.h"
#include "chutesd/v1/session.pb.h"
#include "client/render/next_step.h"
#include "client/render/shown_text.h"

namespace chutes::render {

// What the config file of a session says, in the file's own form, the seed masked. As JSON:
// {"config_path","api":{"base_url"},"auth":{"username","user_id","hotkey_seed","hotkey_name",
// "hotkey_ss58address"},"payment":{"address"}}; null where the file says nothing; the seed masked.
std::string ConfigView(const chutesd::v1::Session& session, const Form& form);

// How a config file is. `problem` and `fix` are empty for one that can be used.
// {"config_path","valid","problem","fix","warnings":[]}
std::string ConfigCheckJson(std::string_view config_path, std::string_view problem, std::string_view fix,
                            const std::vector<std::string>& warnings);

// A value that another one hides, and where it stands.
struct HiddenValue {
  std::string source;  // such as `CHUTES_API_URL` or `[api] base_url`
  std::string value;   // empty where it is secret
  bool differs = true;
};

// A setting, where it came from and what it hides.
struct ExplainedSetting {
  std::string name;    // stable, for programs
  std::string title;   // for people
  std::string value;   // empty: not set
  std::string origin;  // as in `status`; empty: not set
  std::string source;  // the option, variable or key; empty for a default
  std::vector<HiddenValue> hides = {};
};

// As JSON: {"settings":[{"name","value","origin","source","hides":[{"source","value"}]}]}; null where nothing
// is known.
std::string ExplainView(const std::vector<ExplainedSetting>& settings, const Form& form);

// A config file that can be chosen, and what it says.
struct Profile {
  std::string name;  // empty for a file outside of the folder of profiles
  std::string config_path;
  bool in_use = false;
  std::string username;
  std::string hotkey_ss58_address;
  std::string api_url;
  std::string problem;  // why it cannot be used; empty if it can
};

// As JSON:
// {"profiles":[{"name","config_path","in_use","username","hotkey_ss58address","api_url","problem"}]}; null
// where nothing is known.
std::string ProfilesView(const std::vector<Profile>& profiles, const Form& form);

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

// For people lines instead of a table: verdict, check, time and detail, and below it the fix. As JSON:
// {"healthy","findings":[{"check","verdict","detail","fix","duration_ms"}]}; null where nothing is known. A
// verdict is `ok`, `warning`, `failed` or `skipped`.
std::string DoctorView(const FindingList& findings, const InForce& in_force, const Form& form);

// Whether nothing is broken; warnings aside.
bool IsHealthy(const FindingList& findings);

}  // namespace chutes::render
