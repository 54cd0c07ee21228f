#pragma once

#include <string_view>

namespace chutesd {

// Why a call failed: chutesd.v1.Reason, which says what each means. A new one is one entry in errors.proto.
enum class Reason;

// What goes with a reason.
struct ReasonTraits {
  Reason reason;
  std::string_view name;       // as in errors.proto, without `REASON_`
  int code;                    // of gRPC
  int exit_status;             // of `chutes`
  std::string_view next_step;  // for a client of the API; may be empty
};

}  // namespace chutesd

#include "chutes/reason_table.h"

namespace chutesd {

constexpr const ReasonTraits& TraitsOf(Reason reason) {
  for (const ReasonTraits& traits : kReasonTable) {
    if (traits.reason == reason) return traits;
  }
  return kReasonTable[0];
}

// As in errors.proto, without `REASON_`.
constexpr std::string_view ReasonName(Reason reason) { return TraitsOf(reason).name; }

// kUnspecified for a name that this version does not know.
constexpr Reason ReasonByName(std::string_view name) {
  for (const ReasonTraits& traits : kReasonTable) {
    if (traits.name == name) return traits.reason;
  }
  return Reason::kUnspecified;
}

}  // namespace chutesd
