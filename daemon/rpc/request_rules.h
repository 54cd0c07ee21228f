#pragma once

#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"

namespace chutesd::rpc {

// Collects everything that is wrong with a request, so that a client learns of all its wrong fields at once.
// A field is named once, with the first thing that is wrong with it.
class FieldErrors {
 public:
  void Add(std::string_view field, std::string_view description, std::string_view next_step = "") {
    Add(FailField(field, description, next_step));
  }
  // A rule's answer: what is wrong with the field, or nothing.
  void AddIf(std::string_view field, const std::optional<std::string>& problem,
             std::string_view next_step = "") {
    if (problem) Add(field, *problem, next_step);
  }
  // Of several, the reason is the first one's, the message names all fields, and the next step is the
  // reason's own.
  void Add(const Status& status);

  const Status& status() const { return status_; }
  // `value`, if nothing is wrong.
  template <typename T>
  Result<T> Or(T value) const {
    if (!status_.ok()) return status_;
    return value;
  }

 private:
  Status status_;
};

// Largest request in bytes, as encoded.
inline constexpr std::size_t kMostRequestBytes = 64 * 1024;

// What holds for every request: at most kMostRequestBytes (the error names the largest field), and no
// enum value that this version does not know. INVALID_ARGUMENT with the fields' paths otherwise.
Status CheckRequest(const google::protobuf::Message& request);

// The method that takes a request: it is named after it.
std::string MethodOf(const google::protobuf::Descriptor& request);

// The message on one line, for the log, with every `sensitive` field that is set shown as `***`. The
// only way to log a message.
std::string RedactedText(const google::protobuf::Message& message);

}  // namespace chutesd::rpc
