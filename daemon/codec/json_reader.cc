#include "daemon/codec/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"
#include "daemon/codec/json.h"
#include "proto/support/text.h"

namespace chutesd::codec {

Status Malformed(const Status& problem) {
  return Fail(Reason::kUpstreamMalformed,
              fmt::format("the API's answer cannot be understood: {}", problem.message()));
}

namespace {

// Whether `text` looks like `shape`, in which `0` stands for any digit.
bool HasShape(std::string_view text, std::string_view shape) {
  return std::equal(text.begin(), text.end(), shape.begin(), shape.end(), [](char c, char expected) {
    return expected == '0' ? absl::ascii_isdigit(static_cast<unsigned char>(c)) : c == expected;
  });
}

// Whether the text has the shape that is said at ParseTime: absl also reads blanks, short numbers, leap
// seconds.
bool IsTimestamp(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  constexpr std::size_t kSecondAt = 17;
  constexpr std::size_t kMostDigits = 9;
  if (!HasShape(text.substr(0, kShape.size()), kShape) || text[kSecondAt] == '6') return false;
  text.remove_prefix(kShape.size());
  if (text.starts_with('.')) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
    if (end == 1 || end > kMostDigits + 1) return false;
    text.remove_prefix(end);
  }
  return text.empty() || text == "Z" || HasShape(text, "+00:00") || HasShape(text, "-00:00");
}

constexpr std::size_t kMaxIdSize = 128;

SecretString TakeSecret(JsonValue& value) {
  SecretString secret(*value.As<JsonValue::Text>());
  value.data = std::monostate();
  return secret;
}

}  // namespace

std::optional<model::Time> ParseTime(std::string_view text) {
  if (!IsTimestamp(text) || text.starts_with("0000")) return std::nullopt;
  absl::Time time;
  std::string error;
  std::string with_zone(text);
  if (text.find_first_of("Z+-", text.find('T')) == std::string_view::npos) with_zone += 'Z';
  if (!absl::ParseTime("%Y-%m-%d%ET%H:%M:%E*S%Ez", with_zone, &time, &error)) {
    return std::nullopt;
  }
  return model::Time(std::chrono::microseconds(absl::ToUnixMicros(time)));
}

struct JsonReader::Document {
  JsonValue root;
  Status status;
};

Result<JsonReader> JsonReader::Parse(std::string_view text) {
  Result<JsonValue> root = ParseJson(text);
  if (!root.ok()) return root.status();
  if (root->As<JsonValue::Object>() == nullptr)
    return Fail(Reason::kInvalidArgument, "it is not a JSON object");
  auto document = std::make_shared<Document>();
  document->root = *std::move(root);
  JsonValue* object = &document->root;
  return JsonReader(std::move(document), object, "");
}

JsonReader::JsonReader(std::shared_ptr<Document> document, JsonValue* object, std::string path)
    : document_(std::move(document)), object_(object), path_(std::move(path)) {}

bool JsonReader::HasText(std::string_view name) const {
  const JsonValue* value = Present(name);
  return value != nullptr && value->As<JsonValue::Text>() != nullptr;
}

std::string JsonReader::String(std::string_view name) {
  const auto* text = Expect<JsonValue::Text>(name, Required(name), "a text");
  return text == nullptr ? "" : *text;
}

std::string JsonReader::Id(std::string_view name) {
  std::string id = String(name);
  if (!id.empty() && id.size() <= kMaxIdSize && support::IsWordOf(id, "-_.:")) return id;
  Report(name, "is not an id");
  return "";
}

SecretString JsonReader::Secret(std::string_view name) {
  JsonValue* value = Required(name);
  return Expect<JsonValue::Text>(name, value, "a text") == nullptr ? SecretString() : TakeSecret(*value);
}

bool JsonReader::Bool(std::string_view name) {
  const bool* value = Expect<bool>(name, Required(name), "true or false");
  return value != nullptr && *value;
}

std::int64_t JsonReader::Int(std::string_view name) {
  const auto* value = Expect<std::int64_t>(name, Required(name), "a whole number");
  return value == nullptr ? 0 : *value;
}

model::Time JsonReader::Time(std::string_view name) {
  return TimeIn(name, Required(name)).value_or(model::Time());
}

std::vector<JsonReader> JsonReader::Objects(std::string_view name) {
  std::vector<JsonReader> readers;
  auto* array = Expect<JsonValue::Array>(name, Required(name), "a list");
  if (array == nullptr) return readers;
  readers.reserve(array->size());
  for (JsonValue& element : *array) {
    const std::string place = fmt::format("{}[{}]", name, readers.size());
    JsonValue* object =
        Expect<JsonValue::Object>(place, &element, "an object") == nullptr ? nullptr : &element;
    readers.push_back(JsonReader(document_, object, PathOf(place)));
  }
  return readers;
}

std::optional<std::string> JsonReader::OptionalString(std::string_view name) {
  const auto* text = Expect<JsonValue::Text>(name, Present(name), "a text");
  if (text == nullptr) return std::nullopt;
  return *text;
}

std::optional<SecretString> JsonReader::OptionalSecret(std::string_view name) {
  JsonValue* value = Present(name);
  if (Expect<JsonValue::Text>(name, value, "a text") == nullptr) return std::nullopt;
  return TakeSecret(*value);
}

std::optional<double> JsonReader::OptionalNumber(std::string_view name) {
  JsonValue* value = Present(name);
  if (value == nullptr) return std::nullopt;
  if (const auto* whole = value->As<std::int64_t>()) return static_cast<double>(*whole);
  const auto* number = Expect<double>(name, value, "a number");
  if (number == nullptr) return std::nullopt;
  return *number;
}

std::optional<std::int64_t> JsonReader::OptionalInt(std::string_view name) {
  const auto* value = Expect<std::int64_t>(name, Present(name), "a whole number");
  if (value == nullptr) return std::nullopt;
  return *value;
}

std::optional<model::Time> JsonReader::OptionalTime(std::string_view name) {
  return TimeIn(name, Present(name));
}

std::optional<JsonReader> JsonReader::OptionalObject(std::string_view name) {
  JsonValue* value = Present(name);
  if (Expect<JsonValue::Object>(name, value, "an object") == nullptr) return std::nullopt;
  return JsonReader(document_, value, PathOf(name));
}

void JsonReader::Report(std::string_view name, std::string_view problem) {
  if (!document_->status.ok()) return;
  document_->status = Fail(Reason::kInvalidArgument, fmt::format("member '{}' {}", PathOf(name), problem));
}

const Status& JsonReader::status() const { return document_->status; }

std::string JsonReader::PathOf(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

JsonValue* JsonReader::Present(std::string_view name) const {
  JsonValue* value = object_ == nullptr ? nullptr : object_->Find(name);
  return value == nullptr || value->IsNull() ? nullptr : value;
}

JsonValue* JsonReader::Required(std::string_view name) {
  JsonValue* value = Present(name);
  const bool is_null = value == nullptr && object_ != nullptr && object_->Find(name) != nullptr;
  if (value == nullptr) Report(name, is_null ? "is null" : "is missing");
  return value;
}

template <typename T>
T* JsonReader::Expect(std::string_view name, JsonValue* value, std::string_view expected) {
  if (value == nullptr) return nullptr;
  T* held = value->As<T>();
  if (held == nullptr) Report(name, fmt::format("is not {}", expected));
  return held;
}

std::optional<model::Time> JsonReader::TimeIn(std::string_view name, JsonValue* value) {
  const auto* text = Expect<JsonValue::Text>(name, value, "a time");
  if (text == nullptr) return std::nullopt;
  std::optional<model::Time> time = ParseTime(*text);
  if (!time) Report(name, "is not a time");
  return time;
}

}  // namespace chutesd::codec
