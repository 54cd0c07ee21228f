#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/session.pb.h"
#include "client/render/shown_text.h"

namespace chutes::render {

// What is in force, and where each value came from. As JSON:
// {"session":{"config_path","config_path_origin","api_url","api_url_origin","allow_missing",
// "allow_missing_origin","username","user_id","hotkey_name","hotkey_ss58address","payment_address",
// "can_sign","auth_method","api_key_id","api_key_origin","file_api_url","loaded_at","warnings":[]},
// "daemon":DAEMON}; null where nothing is known.
// DAEMON: {"version","commit","pid","started_at","socket_path","session_count"}
std::string StatusView(const chutesd::v1::GetSessionResponse& reply, const Form& form);

// `chutes 0.1.0 (commit)` and, if it answered (else null), `chutesd 0.1.0 (commit)`. As JSON:
// {"client":{"version","commit"},"daemon":{"version","commit"} or null}
std::string VersionView(const chutesd::v1::DaemonInfo* daemon, const Form& form);

// `now` in seconds since 1970.
std::string DaemonView(const chutesd::v1::DaemonInfo& daemon, std::int64_t now, const Form& form);
// The same members for a socket that no daemon serves.
std::string NoDaemonJson(std::string_view socket_path);
// {"stopped","pid"}
std::string StoppedJson(bool stopped, std::optional<std::int64_t> pid);

// An account as the API shows it, and the session that it was asked for with. As JSON: ACCOUNT and
// "auth_method","config_path","config_path_origin","api_url" in one object. ACCOUNT:
// {"username","user_id","hotkey","coldkey","payment_address","balance","created_at"}; null where nothing is
// known. The balance is in USD.
std::string WhoamiView(const chutesd::v1::Account& account, const chutesd::v1::Session& session,
                       const Form& form);

// All that a registration brought, the fingerprint first; the text holds it. A table may go without. As JSON:
// {"fingerprint","account":ACCOUNT,"config_path","config_error","backup_path"}
std::string RegisteredView(const chutesd::v1::RegisterAccountResponse& reply, const Form& form,
                           bool with_fingerprint = true);

// As JSON: {"account":ACCOUNT,"config_path","backup_path"}
std::string RestoredView(const chutesd::v1::RestoreConfigResponse& reply, const Form& form);

}  // namespace chutes::render
