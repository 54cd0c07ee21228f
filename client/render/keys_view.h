#pragma once

#include <string>

#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/secrets.pb.h"
#include "client/render/shown_text.h"

namespace chutes::render {

// Which page of a list was asked for.
struct PageShown {
  int page = 0;
  int limit = 0;
};

// What a scope allows, as a JSON object on one line. No action means all of them if the scope is `known` from
// the ledger, else it is "?": the API never returns it.
std::string ScopeText(const chutesd::v1::Scope& scope, bool known = false);
// Whether a "?" is among what is shown of the key.
bool HidesActions(const chutesd::v1::ApiKey& key);

// As JSON: {"keys":[KEY],"total":n,"page":n,"limit":n}. KEY: {"api_key_id","name","admin",
// "scopes":[{"object_type","object_id","action"}],"created_at","last_used_at","action_source","secret_lost"};
// null where nothing is known.
std::string KeysView(const chutesd::v1::ListKeysResponse& reply, const PageShown& shown, const Form& form);
std::string KeyView(const chutesd::v1::ApiKey& key, const Form& form);

// The number alone, or {"count":n}: all that match, whatever page the reply is.
std::string KeyCountView(const chutesd::v1::ListKeysResponse& reply, const Form& form);

// {"api_key_id","name","secret_key","admin","scopes","created_at"}. The text holds the secret.
std::string CreatedKeyJson(const chutesd::v1::CreateKeyResponse& reply);

// {"api_key_id","name","deleted":true}
std::string DeletedKeyJson(const chutesd::v1::ApiKey& key);

// As JSON: {"secrets":[SECRET],"total":n,"page":n,"limit":n}. SECRET: {"secret_id","purpose","key",
// "created_at","chute_name"}
std::string SecretsView(const chutesd::v1::ListSecretsResponse& reply, const PageShown& shown,
                        const Form& form);
std::string SecretView(const chutesd::v1::Secret& secret, const Form& form);

// {"secret_id","deleted":true}
std::string DeletedSecretJson(const std::string& secret_id);

}  // namespace chutes::render
