#pragma once

#include <string_view>

#include "chutesd/v1/diagnostics.pb.h"
#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/selector.pb.h"
#include "chutesd/v1/session.pb.h"

namespace chutes::render {

// Names as users type and see them; empty for what is not known.
std::string_view NameOf(chutesd::v1::ObjectType type);
std::string_view NameOf(chutesd::v1::Action action);
// `request` where the client did not say.
std::string_view NameOf(chutesd::v1::Origin origin);
// `hotkey` or `api_key`; empty for none.
std::string_view NameOf(chutesd::v1::AuthMethod method);
// `ok`, `warning`, `failed`, `skipped`; `unknown` for one that this client does not know.
std::string_view NameOf(chutesd::v1::Verdict verdict);
// What started a daemon: `hand`, `service manager` or `client`.
std::string_view NameOf(chutesd::v1::Launch launch);

}  // namespace chutes::render
