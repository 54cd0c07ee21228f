#pragma once

#include <optional>
#include <string>

namespace chutesd::model {

enum class ObjectType { kUnknown, kImages, kChutes, kInvocations };
enum class Action { kRead, kWrite, kDelete, kInvoke };

// One thing that an API key without admin rights may do.
struct Scope {
  ObjectType object_type = ObjectType::kUnknown;
  std::optional<std::string> object_id;  // absent: every object of the type
  std::optional<Action> action;          // absent: every action when sent, "not known" when read

  bool operator==(const Scope&) const = default;
};

}  // namespace chutesd::model
