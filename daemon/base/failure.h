#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "proto/support/facts.h"
#include "proto/support/reasons.h"

namespace chutesd {

// One wrong field of a request.
struct FieldViolation {
  std::string field;        // path in the request, such as `scopes[0].object_type`
  std::string description;  // what is wrong with it

  bool operator==(const FieldViolation&) const = default;
};

// Everything that is said about an error. No member may hold a secret.
struct Failure {
  Reason reason = Reason::kUnspecified;
  std::string message = {};    // what happened, one line
  std::string next_step = {};  // what a client of the API can do, if that is not the reason's own next step
  std::vector<FieldViolation> violations = {};  // all wrong fields of a request
  std::optional<std::chrono::milliseconds> retry_after = {};
  int http_status = 0;  // what the API answered; 0 if it did not
  // The request to the API certainly did not go out, so that nothing can have changed there.
  bool nothing_sent = false;
  std::string stage = {};  // how far a request came: see http/transport_status.h
  Facts facts = {};        // what it is about, by the names of proto/support/facts.h

  // For building one in place.
  Failure&& With(const std::string& fact, std::string value) && {
    facts.insert_or_assign(fact, std::move(value));
    return std::move(*this);
  }
};

// Something that the caller should know though the call goes on.
struct Warning {
  std::string code;  // of proto/support/facts.h
  std::string text;  // one sentence
  Facts facts = {};

  bool operator==(const Warning&) const = default;
};

// Success, or a failure. Cheap to copy: the failure is shared and never changes. Thread-safe as a value is.
class [[nodiscard]] Status {
 public:
  Status() = default;
  // Implicit, so that a function may return a failure. NOLINTNEXTLINE(google-explicit-constructor)
  Status(Failure failure) : failure_(std::make_shared<const Failure>(std::move(failure))) {}

  bool ok() const { return failure_ == nullptr; }
  // The following only if !ok().
  const Failure& failure() const { return *failure_; }
  Reason reason() const { return failure_->reason; }
  const std::string& message() const { return failure_->message; }

  // Keeps the first of several failures.
  void Update(const Status& other) {
    if (ok()) failure_ = other.failure_;
  }

 private:
  std::shared_ptr<const Failure> failure_;  // null: success
};

inline Status OkStatus() { return {}; }

// A value, or why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  // A failure of the daemon itself, as Asio wants a value before there is one.
  Result() : status_(Failure{Reason::kInternal, "there is no result"}) {}
  // Implicit, so that a function may return a value or why there is none. `status` must not be ok.
  // NOLINTBEGIN(google-explicit-constructor, bugprone-forwarding-reference-overload)
  Result(Status status) : status_(std::move(status)) {}
  Result(Failure failure) : status_(std::move(failure)) {}
  template <typename U = T>
  requires(std::is_convertible_v<U&&, T> && !std::is_same_v<std::remove_cvref_t<U>, Result> &&
           !std::is_same_v<std::remove_cvref_t<U>, Status> &&
           !std::is_same_v<std::remove_cvref_t<U>, Failure>) Result(U&& value)
      : value_(std::in_place, std::forward<U>(value)) {}
  // NOLINTEND(google-explicit-constructor, bugprone-forwarding-reference-overload)

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  // Only if !ok().
  const Failure& failure() const { return status_.failure(); }

  template <typename U>
  T value_or(U&& other) const {
    return value_.value_or(std::forward<U>(other));
  }

  // The following only if ok().
  T& operator*() & { return *value_; }
  const T& operator*() const& { return *value_; }
  T&& operator*() && { return *std::move(value_); }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

 private:
  Status status_;
  std::optional<T> value_;
};

// A failure with no more to say than a sentence.
inline Failure Fail(Reason reason, std::string message) { return {reason, std::move(message)}; }

// What a status carries; nothing if it is ok.
inline std::optional<Failure> FailureOf(const Status& status) {
  return status.ok() ? std::nullopt : std::optional<Failure>(status.failure());
}

// A wrong request field: INVALID_ARGUMENT with one violation, message "<field>: <description>".
inline Failure FailField(std::string_view field, std::string_view description,
                         std::string_view next_step = "") {
  Failure failure{Reason::kInvalidArgument, std::string(field), std::string(next_step)};
  failure.message.append(": ").append(description);
  failure.violations.push_back({std::string(field), std::string(description)});
  return failure;
}

// "CONFIG_MISSING: there is no config file", or "ok"; for logs and tests.
inline std::ostream& operator<<(std::ostream& out, const Status& status) {
  if (status.ok()) return out << "ok";
  return out << ReasonName(status.reason()) << ": " << status.message();
}

}  // namespace chutesd
