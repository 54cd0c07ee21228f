#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "chutesd/v1/session.pb.h"
#include "client/render/table.h"

namespace chutes::render {

// `now` in seconds since 1970.
Table DaemonTable(const chutesd::v1::DaemonInfo& daemon, std::int64_t now);
std::string DaemonJson(const chutesd::v1::DaemonInfo& daemon, std::int64_t now);
// The same members for a socket that no daemon serves.
std::string NoDaemonJson(std::string_view socket_path);

}  // namespace chutes::render
