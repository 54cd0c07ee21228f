#include "daemon/codec/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/codec/json_value.h"
#include "daemon/codec/time_text.h"

namespace chutesd::codec {
namespace {

constexpr std::size_t kMaxIdSize = 128;

bool IsIdByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == ':';
}

SecretString TakeSecret(JsonValue& value) {
  SecretString secret{std::string_view(*value.As<JsonValue::Text>())};
  value.data = std::monostate();
  return secret;
}

}  // namespace

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

JsonReader::Kind JsonReader::KindOf(std::string_view name) const {
  const JsonValue* value = object_ == nullptr ? nullptr : object_->Find(name);
  if (value == nullptr) return Kind::kAbsent;
  if (value->IsNull()) return Kind::kNull;
  if (value->As<bool>() != nullptr) return Kind::kBool;
  if (value->As<JsonValue::Text>() != nullptr) return Kind::kText;
  if (value->As<JsonValue::Array>() != nullptr) return Kind::kArray;
  if (value->As<JsonValue::Object>() != nullptr) return Kind::kObject;
  return Kind::kNumber;
}

std::string JsonReader::String(std::string_view name) {
  const auto* text = Expect<JsonValue::Text>(name, Required(name), "a text");
  return text == nullptr ? std::string() : std::string(std::string_view(*text));
}

std::string JsonReader::Id(std::string_view name) {
  std::string id = String(name);
  if (!id.empty() && id.size() <= kMaxIdSize && std::all_of(id.begin(), id.end(), IsIdByte)) return id;
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
    readers.push_back(Nested(object, PathOf(place)));
  }
  return readers;
}

JsonReader JsonReader::Object(std::string_view name) {
  JsonValue* value = Required(name);
  if (Expect<JsonValue::Object>(name, value, "an object") == nullptr) value = nullptr;
  return Nested(value, PathOf(name));
}

std::optional<std::string> JsonReader::OptionalString(std::string_view name) {
  const auto* text = Expect<JsonValue::Text>(name, Present(name), "a text");
  if (text == nullptr) return std::nullopt;
  return std::string(std::string_view(*text));
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
  return Nested(value, PathOf(name));
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
  if (value == nullptr) Report(name, KindOf(name) == Kind::kNull ? "is null" : "is missing");
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

JsonReader JsonReader::Nested(JsonValue* object, std::string path) const {
  return {document_, object, std::move(path)};
}

}  // namespace chutesd::codec
