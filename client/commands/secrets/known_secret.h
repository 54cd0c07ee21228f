#pragma once

#include <fmt/format.h>

#include <CLI/App.hpp>

#include "chutesd/v1/secrets.pb.h"
#include "client/commands/command.h"
#include "client/render/keys_view.h"

namespace chutes::commands {

// What is done with one secret that there is. It is named by its id, or by chute and key.
class KnownSecret : public Command {
 public:
  explicit KnownSecret(std::string_view name) : name_(name) {}

  void AddOptions(CLI::App& app) override {
    app.add_option("SECRET_ID", *wanted_.mutable_secret_id(), "Id of the secret");
    app.add_option("--purpose", *wanted_.mutable_purpose(),
                   "Instead of the id: the chute UUID or name it is for");
    app.add_option("--key", *wanted_.mutable_key(), "Instead of the id: its key");
  }

  std::optional<UsageError> Check() override {
    const NextStep meant =
        ChutesCommand(CommandAs(name_), by_key() ? "" : "`chutes secrets list` shows the ids");
    const bool by_id = !wanted_.secret_id().empty();
    if (by_key() && by_id) return UsageError{"give the id, or --purpose and --key, not both", meant};
    if (by_id) return std::nullopt;
    if (!by_key()) return UsageError{"which secret? give its id, or --purpose and --key", meant};
    if (wanted_.purpose().empty()) return UsageError{"--purpose is missing", meant};
    if (wanted_.key().empty()) return UsageError{"--key is missing", meant};
    return std::nullopt;
  }

 protected:
  // `secrets NAME` and the words that name the secret.
  std::string CommandAs(std::string_view name) const {
    if (!by_key()) return fmt::format("secrets {} {}", name, WordOr(wanted_.secret_id(), "SECRET_ID"));
    return fmt::format("secrets {} --purpose {} --key {}", name, WordOr(wanted_.purpose(), "CHUTE"),
                       WordOr(wanted_.key(), "NAME"));
  }
  std::optional<Exit> Get(Context& context) { return context.Call(rpc::method::kGetSecret, wanted_, found_); }
  const chutesd::v1::Secret& secret() const { return found_.secret(); }

 private:
  bool by_key() const { return !wanted_.purpose().empty() || !wanted_.key().empty(); }

  const std::string_view name_;
  chutesd::v1::GetSecretRequest wanted_;
  chutesd::v1::GetSecretResponse found_;
};

}  // namespace chutes::commands
