#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/session.pb.h"
#include "client/render/table.h"

namespace chutes::render {

// What is in force, and where each value came from.
Table StatusTable(const chutesd::v1::GetSessionResponse& reply);
// {"session":{"config_path","config_path_origin","api_url","api_url_origin","allow_missing",
// "allow_missing_origin","username","user_id","hotkey_name","hotkey_ss58address","payment_address",
// "can_sign","auth_method","api_key_id","api_key_origin","file_api_url","loaded_at","warnings":[]},
// "daemon":DAEMON}; null where nothing is known.
// DAEMON: {"version","commit","pid","started_at","socket_path","session_count"}
std::string StatusJson(const chutesd::v1::GetSessionResponse& reply);

// `chutes 0.1.0 (commit)` and, if it answered, `chutesd 0.1.0 (commit)`.
std::string VersionText(const std::optional<chutesd::v1::DaemonInfo>& daemon);
// {"client":{"version","commit"},"daemon":{"version","commit"} or null}
std::string VersionJson(const std::optional<chutesd::v1::DaemonInfo>& daemon);

// `now` in seconds since 1970.
Table DaemonTable(const chutesd::v1::DaemonInfo& daemon, std::int64_t now);
std::string DaemonJson(const chutesd::v1::DaemonInfo& daemon, std::int64_t now);
// The same members for a socket that no daemon serves.
std::string NoDaemonJson(std::string_view socket_path);
// {"stopped","pid"}
std::string StoppedJson(bool stopped, std::optional<std::int64_t> pid);

// An account as the API shows it, and the session that it was asked for with.
Table WhoamiTable(const chutesd::v1::Account& account, const chutesd::v1::Session& session);
// ACCOUNT and "auth_method","config_path","config_path_origin","api_url" in one object. ACCOUNT:
// {"username","user_id","hotkey","coldkey","payment_address","balance","created_at"}; null where nothing is
// known. The balance is in USD.
std::string WhoamiJson(const chutesd::v1::Account& account, const chutesd::v1::Session& session);

// All that a registration brought, the fingerprint first. The texts hold the fingerprint.
Table RegisteredTable(const chutesd::v1::RegisterAccountResponse& reply);
// {"fingerprint","account":ACCOUNT,"config_path","config_error","backup_path"}
std::string RegisteredJson(const chutesd::v1::RegisterAccountResponse& reply);

Table RestoredTable(const chutesd::v1::RestoreConfigResponse& reply);
// {"account":ACCOUNT,"config_path","backup_path"}
std::string RestoredJson(const chutesd::v1::RestoreConfigResponse& reply);

}  // namespace chutes::render
