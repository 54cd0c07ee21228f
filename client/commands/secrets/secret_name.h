#pragma once

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "chutesd/v1/secrets.pb.h"
#include "client/commands/command.h"
#include "client/commands/options.h"

// What the commands about secrets share.
namespace chutes::commands {

// A secret is named by its id, or by chute and key.
inline void AddSecretName(CLI::App& app, chutesd::v1::GetSecretRequest& wanted) {
  app.add_option("SECRET_ID", *wanted.mutable_secret_id(), "Id of the secret");
  app.add_option("--purpose", *wanted.mutable_purpose(),
                 "Instead of the id: the chute UUID or name it is for");
  app.add_option("--key", *wanted.mutable_key(), "Instead of the id: its key");
}

// `chutes secrets COMMAND` and the words that name it.
inline std::string SecretCommand(const chutesd::v1::GetSecretRequest& wanted, std::string_view command) {
  if (!wanted.purpose().empty() || !wanted.key().empty()) {
    return fmt::format("secrets {} --purpose {} --key {}", command, WordOr(wanted.purpose(), "CHUTE"),
                       WordOr(wanted.key(), "NAME"));
  }
  return fmt::format("secrets {} {}", command, WordOr(wanted.secret_id(), "SECRET_ID"));
}

inline std::optional<UsageError> CheckSecretName(const chutesd::v1::GetSecretRequest& wanted,
                                                 std::string_view command) {
  const bool by_key = !wanted.purpose().empty() || !wanted.key().empty();
  const NextStep meant =
      ChutesCommand(SecretCommand(wanted, command), by_key ? "" : "`chutes secrets list` shows the ids");
  if (!by_key && !wanted.secret_id().empty()) return std::nullopt;
  if (!by_key) return UsageError{"which secret? give its id, or --purpose and --key", meant};
  if (!wanted.secret_id().empty()) return UsageError{"give the id, or --purpose and --key, not both", meant};
  if (wanted.purpose().empty()) return UsageError{"--purpose is missing", meant};
  if (wanted.key().empty()) return UsageError{"--key is missing", meant};
  return std::nullopt;
}

}  // namespace chutes::commands
