#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "chutesd/v1/diagnostics.pb.h"
#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/selector.pb.h"
#include "chutesd/v1/session.pb.h"

namespace chutes::render {

using Json = nlohmann::ordered_json;

// With two spaces of indentation for each level, and a newline at the end. Texts that are not UTF-8 get
// U+FFFD; control and invisible characters are escaped, so that the output is safe on a terminal.
std::string JsonText(const Json& json);
// null for an empty text.
Json OrNull(std::string_view text);
// A whole number without a fraction; null for what JSON lacks.
Json NumberJson(double value);
// {NAME: value}
std::string JsonText(std::string_view name, const std::string& value);

// Names as users type and see them; empty for what is not known.
std::string NameOf(chutesd::v1::ObjectType type);
std::string NameOf(chutesd::v1::Action action);
// `request` where the client did not say.
std::string NameOf(chutesd::v1::Origin origin);
// `hotkey` or `api_key`; empty for none.
std::string NameOf(chutesd::v1::AuthMethod method);
// `ok`, `warning`, `failed`, `skipped`; `unknown` for one that this client does not know.
std::string NameOf(chutesd::v1::Verdict verdict);
// What started a daemon: `hand`, `service manager` or `client`.
std::string NameOf(chutesd::v1::Launch launch);

// `2024-01-15 10:30:00`, UTC; empty for a time outside the years 1 to 9999.
std::string TimeForPeople(const google::protobuf::Timestamp& time);

// `2024-01-15T10:30:00Z` (RFC 3339), with a fraction of 6 digits if there is one; empty as above.
std::string TimeForPrograms(const google::protobuf::Timestamp& time);

// As a text, or null.
Json TimeJson(bool is_known, const google::protobuf::Timestamp& time);

// `3 days`: the time from `then` to `now` (seconds since 1970) in its largest unit. `a moment` below a
// second and for times to come.
std::string Age(std::int64_t then, std::int64_t now);
// `, made 3 days ago`, of a key or secret; empty if nobody knows when.
template <typename Made>
std::string MadeAgo(const Made& made, std::int64_t now) {
  return made.has_create_time() ? ", made " + Age(made.create_time().seconds(), now) + " ago" : "";
}

}  // namespace chutes::render
