#pragma once

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <vector>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/command.h"
#include "client/render/keys_view.h"

namespace chutes::commands {

// What a "?" in the place of an action means, for a terminal.
inline constexpr std::string_view kHiddenActions =
    "An action shown as ? is not known: the API never tells, and the key was not made through this daemon.\n";

// --name of a list.
inline void AddFilter(CLI::App& app, chutesd::v1::ListKeysRequest& request) {
  app.add_option("--name", *request.mutable_name(), "Only keys whose name contains this text");
}

// What is done with one key that there is.
class KnownKey : public Command {
 public:
  explicit KnownKey(std::string_view name) : command_(fmt::format("keys {} ", name)) {}

  void AddOptions(CLI::App& app) override {
    app.add_option("NAME_OR_ID", *wanted_.mutable_key(), "Name or id of the API key");
  }
  std::optional<UsageError> Check() override {
    if (!wanted_.key().empty()) return std::nullopt;
    return UsageError{"which key? give its name or id", ChutesCommand(command_ + "NAME_OR_ID")};
  }

 protected:
  std::string command() const { return command_ + ShellWord(wanted_.key()); }
  std::optional<Exit> Get(Context& context) { return context.Call(rpc::method::kGetKey, wanted_, found_); }
  const chutesd::v1::ApiKey& key() const { return found_.key(); }

 private:
  const std::string command_;
  chutesd::v1::GetKeyRequest wanted_;
  chutesd::v1::GetKeyResponse found_;
};

// Reads the document of --json-input: `{"scopes": [SCOPE]}` or a bare `[SCOPE]`, where SCOPE is
// `{"object_type": "chutes", "object_id": "...", "action": "invoke"}`; object_id and action may be
// absent or null. Anything else is refused and named by its path, as a typing error here would grant rights
// by accident.
Checked<std::vector<chutesd::v1::Scope>> ReadScopes(const std::string& json);

}  // namespace chutes::commands
