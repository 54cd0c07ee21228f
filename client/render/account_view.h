#pragma once

#include <string>

#include "chutesd/v1/account.pb.h"
#include "client/render/table.h"

namespace chutes::render {

Table AccountTable(const chutesd::v1::Account& account);
// ACCOUNT: {"username","user_id","hotkey","coldkey","payment_address","balance","created_at"}; null
// where nothing is known. The balance is in USD.
std::string AccountJson(const chutesd::v1::Account& account);

// All that a registration brought, the fingerprint first. The texts hold the fingerprint.
Table RegisteredTable(const chutesd::v1::RegisterAccountResponse& reply);
// {"fingerprint","account":ACCOUNT,"config_path","config_error","backup_path"}
std::string RegisteredJson(const chutesd::v1::RegisterAccountResponse& reply);

}  // namespace chutes::render
