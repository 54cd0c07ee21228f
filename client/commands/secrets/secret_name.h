#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chutesd/v1/secrets.pb.h"
#include "client/commands/options.h"

// The secret that a command is about: by id, or by chute and key.
namespace chutes::commands {

void AddSecretName(CLI::App& app, chutesd::v1::GetSecretRequest& wanted);
// `command`: get or delete.
std::optional<UsageError> CheckSecretName(const chutesd::v1::GetSecretRequest& wanted,
                                          std::string_view command);
// `chutes secrets COMMAND` and the words that name it.
std::string SecretCommand(const chutesd::v1::GetSecretRequest& wanted, std::string_view command);

}  // namespace chutes::commands
