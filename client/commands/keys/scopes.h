#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/options.h"

// What a new key may do, as options and as a JSON document.
namespace chutes::commands {

// Reads the document of --json-input: `{"scopes": [SCOPE]}` or a bare `[SCOPE]`, where SCOPE is
// `{"object_type": "chutes", "object_id": "...", "action": "invoke"}`; object_id and action may be
// absent or null. Anything else is refused and named by its path, as a typing error here would grant rights
// by accident.
Checked<std::vector<chutesd::v1::Scope>> ReadScopes(const std::string& json);

// The scopes that options name. Without --action every action is meant.
class ScopeOptions {
 public:
  // `admin` allows everything, and so excludes all others.
  void Add(CLI::App& app, CLI::Option* admin);

  bool by_json() const { return json_input_.has_value(); }
  const std::string& action() const { return action_; }
  bool names_objects() const { return images_ || chutes_ || !image_ids_.empty() || !chute_ids_.empty(); }
  // Fills in what stands on the command line itself. What is wrong with it, or nothing.
  std::optional<UsageError> Check(chutesd::v1::CreateKeyRequest& request) const;
  // The same for a document that stands in a file or comes by standard input.
  std::optional<UsageError> Read(chutesd::v1::CreateKeyRequest& request, const Platform& platform) const;

 private:
  bool is_elsewhere() const { return json_input_ && (*json_input_ == "-" || json_input_->starts_with('@')); }

  bool images_ = false;
  bool chutes_ = false;
  std::vector<std::string> image_ids_;
  std::vector<std::string> chute_ids_;
  std::string action_;
  std::optional<std::string> json_input_;
};

}  // namespace chutes::commands
