#pragma once

#include <string>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/session.pb.h"
#include "client/render/table.h"

namespace chutes::render {

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
