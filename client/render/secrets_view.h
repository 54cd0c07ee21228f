#pragma once

#include <string>

#include "chutesd/v1/secrets.pb.h"
#include "client/render/keys_view.h"
#include "client/render/table.h"

namespace chutes::render {

Table SecretsTable(const chutesd::v1::ListSecretsResponse& reply);
// {"secrets":[SECRET],"total":n,"page":n,"limit":n}
std::string SecretsJson(const chutesd::v1::ListSecretsResponse& reply, const PageShown& shown);

Table SecretTable(const chutesd::v1::Secret& secret);
// SECRET: {"secret_id","purpose","key","created_at","chute_name"}
std::string SecretJson(const chutesd::v1::Secret& secret);

// {"secret_id","deleted":true}
std::string DeletedSecretJson(const std::string& secret_id);

}  // namespace chutes::render
