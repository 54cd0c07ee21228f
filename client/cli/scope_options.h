#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chutesd/v1/keys.pb.h"
#include "client/cli/arguments.h"
#include "client/cli/usage.h"

namespace chutes::cli {

inline constexpr std::string_view kActionNames = "read, write, delete or invoke";
inline constexpr std::string_view kObjectTypeNames = "images, chutes or invocations";

std::optional<chutesd::v1::Action> ActionOf(std::string_view name);
std::optional<chutesd::v1::ObjectType> ObjectTypeOf(std::string_view name);

// The options of `keys create` as typed.
struct KeyOptions {
  std::string name;
  bool admin = false;
  bool images = false;
  bool chutes = false;
  std::vector<std::string> image_ids;
  std::vector<std::string> chute_ids;
  std::optional<std::string> action;
  std::optional<std::string> json_input;
  std::string output_file;
  bool quiet = false;
};

// What the key may do. Without --action every action is meant. Combinations that say nothing or two
// things at once are refused, with the command that was probably meant.
Checked<KeysCreateArgs> KeyToCreate(const KeyOptions& options);

}  // namespace chutes::cli
