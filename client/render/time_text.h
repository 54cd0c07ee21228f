#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <string>

namespace chutes::render {

// `2024-01-15 10:30:00`, UTC; empty for a time outside the years 1 to 9999.
std::string TimeForPeople(const google::protobuf::Timestamp& time);

// `2024-01-15T10:30:00Z` (RFC 3339), with a fraction of 6 digits if there is one; empty as above.
std::string TimeForPrograms(const google::protobuf::Timestamp& time);

// `3 days`: the time from `then` to `now` (seconds since 1970) in its largest unit. `a moment` below a
// second and for times to come.
std::string Age(std::int64_t then, std::int64_t now);

}  // namespace chutes::render
