#include "daemon/codec/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "absl/time/time.h"
#include "proto/support/text.h"

namespace chutesd::codec {

using nlohmann::json;

Status Malformed(const Status& problem) {
  return Fail(Reason::kUpstreamMalformed,
              fmt::format("the API's answer cannot be understood: {}", problem.message()));
}

namespace {

constexpr std::size_t kMaxDepth = 32;
// A reply of 4 MiB can hold two million numbers; no list that we ask for has a tenth of this.
constexpr std::size_t kMaxValues = 300'000;

// Builds the document from the parser's events, as nlohmann's own builder knows no limits and takes the last
// of several members of the same name. Names are those that nlohmann calls.
class TreeBuilder {
 public:
  json root;
  std::string problem;

  bool null() { return Add(nullptr); }
  bool boolean(bool value) { return Add(value); }
  bool number_integer(std::int64_t value) { return Add(value); }
  bool number_unsigned(std::uint64_t value) {
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return value > kMax ? Add(static_cast<double>(value)) : Add(value);
  }
  bool number_float(double value, const std::string&) { return Add(value); }
  bool string(std::string& value) { return Add(std::move(value)); }
  bool binary(const json::binary_t&) { return Refuse("binary data"); }
  bool start_object(std::size_t) { return Add(json::object()); }
  bool start_array(std::size_t) { return Add(json::array()); }
  bool end_object() { return Close(); }
  bool end_array() { return Close(); }
  bool key(const std::string& name) {
    const auto [member, is_new] = open_.back()->emplace(name, nullptr);
    member_ = &*member;
    return is_new || Refuse("an object has two members of the same name");
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    return Refuse(fmt::format("it is not JSON: trouble at byte {}", position));
  }

 private:
  bool Refuse(std::string why) {
    problem = std::move(why);
    return false;
  }

  bool Add(json value) {
    if (++count_ > kMaxValues) return Refuse(fmt::format("it holds more than {} values", kMaxValues));
    json* place = &root;
    if (!open_.empty()) place = open_.back()->is_array() ? &open_.back()->emplace_back() : member_;
    *place = std::move(value);
    if (!place->is_structured()) return true;
    if (open_.size() == kMaxDepth) return Refuse(fmt::format("it is more than {} levels deep", kMaxDepth));
    // A container does not grow while one of its values is open, so these pointers stay good.
    open_.push_back(place);
    return true;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  std::vector<json*> open_;
  json* member_ = nullptr;  // of the innermost open object
  std::size_t count_ = 0;
};

// Whether the text has the shape that is said at ParseTime: absl also reads blanks, short numbers, leap
// seconds.
bool IsTimestamp(std::string_view text) {
  constexpr std::string_view kSeconds = "0000-00-00T00:00:00";
  constexpr std::size_t kSecondAt = 17;
  constexpr std::size_t kMostDigits = 9;
  std::string shape(text);
  std::replace_if(shape.begin(), shape.end(), support::IsDigit, '0');
  if (!shape.starts_with(kSeconds) || text[kSecondAt] == '6') return false;
  std::string_view rest = std::string_view(shape).substr(kSeconds.size());
  if (rest.starts_with('.')) {
    const std::size_t end = std::min(rest.find_first_not_of('0', 1), rest.size());
    if (end == 1 || end > kMostDigits + 1) return false;
    rest.remove_prefix(end);
  }
  return rest.empty() || rest == "Z" || rest == "+00:00" || rest == "-00:00";
}

constexpr std::size_t kMaxIdSize = 128;

template <typename T>
std::optional<T> ValueOf(const json* member) {
  return member == nullptr ? std::nullopt : std::optional<T>(member->get<T>());
}

}  // namespace

Result<json> ParseJson(std::string_view text) {
  TreeBuilder builder;
  if (!json::sax_parse(text, &builder)) return Fail(Reason::kInvalidArgument, builder.problem);
  return std::move(builder.root);
}

std::string WriteJson(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/false, json::error_handler_t::replace);
}

std::string WriteAscii(std::string_view text) {
  return json(text).dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace);
}

std::optional<model::Time> ParseTime(std::string_view text) {
  if (!IsTimestamp(text) || text.starts_with("0000")) return std::nullopt;
  absl::Time time;
  std::string error;
  std::string with_zone(text);
  if (text.find_first_of("Z+-", text.find('T')) == std::string_view::npos) with_zone += 'Z';
  if (!absl::ParseTime("%Y-%m-%d%ET%H:%M:%E*S%Ez", with_zone, &time, &error)) return std::nullopt;
  return model::Time(std::chrono::microseconds(absl::ToUnixMicros(time)));
}

struct JsonReader::Document {
  json root;
  Status status = {};
  std::string left_out = {};
};

Result<JsonReader> JsonReader::Parse(std::string_view text) {
  Result<json> root = ParseJson(text);
  if (!root.ok()) return root.status();
  if (!root->is_object()) return Fail(Reason::kInvalidArgument, "it is not a JSON object");
  auto document = std::make_shared<Document>(Document{*std::move(root)});
  json* object = &document->root;
  return JsonReader(std::move(document), object, "");
}

JsonReader::JsonReader(std::shared_ptr<Document> document, json* object, std::string path)
    : document_(std::move(document)), object_(object), path_(std::move(path)) {}

JsonReader JsonReader::Lenient() const {
  JsonReader lenient = *this;
  lenient.is_lenient_ = true;
  return lenient;
}

bool JsonReader::HasText(std::string_view name) const {
  const auto member = object_->find(name);
  return member != object_->end() && member->is_string();
}

std::string JsonReader::String(std::string_view name) { return OptionalString(Needed(name)).value_or(""); }

std::string JsonReader::Id(std::string_view name) {
  std::string id = String(name);
  if (!id.empty() && id.size() <= kMaxIdSize && support::IsWordOf(id, "-_.:")) return id;
  Report(name, "is not an id");
  return "";
}

SecretString JsonReader::Secret(std::string_view name) {
  return OptionalSecret(Needed(name)).value_or(SecretString());
}

bool JsonReader::Bool(std::string_view name) { return OptionalBool(Needed(name)).value_or(false); }

std::int64_t JsonReader::Int(std::string_view name) { return OptionalInt(Needed(name)).value_or(0); }

std::vector<JsonReader> JsonReader::Objects(std::string_view name) {
  std::vector<JsonReader> readers;
  json* list = Member(Needed(name), &json::is_array, "a list");
  if (list == nullptr) return readers;
  readers.reserve(list->size());
  for (json& element : *list) {
    const std::string place = fmt::format("{}[{}]", name, readers.size());
    if (!element.is_object()) {
      Report(place, "is not an object");
      break;
    }
    readers.push_back(JsonReader(document_, &element, PathOf(place)));
    readers.back().is_lenient_ = is_lenient_;
  }
  return readers;
}

std::optional<std::string> JsonReader::OptionalString(std::string_view name) {
  return ValueOf<std::string>(Member(name, &json::is_string, "a text"));
}

std::optional<SecretString> JsonReader::OptionalSecret(std::string_view name) {
  json* text = Member(name, &json::is_string, "a text");
  if (text == nullptr) return std::nullopt;
  SecretString secret(text->get_ref<const std::string&>());
  *text = nullptr;
  return secret;
}

std::optional<bool> JsonReader::OptionalBool(std::string_view name) {
  return ValueOf<bool>(Member(name, &json::is_boolean, "true or false"));
}

std::optional<double> JsonReader::OptionalNumber(std::string_view name) {
  return ValueOf<double>(Member(name, &json::is_number, "a number"));
}

std::optional<std::int64_t> JsonReader::OptionalInt(std::string_view name) {
  return ValueOf<std::int64_t>(Member(name, &json::is_number_integer, "a whole number"));
}

std::optional<model::Time> JsonReader::OptionalTime(std::string_view name) {
  std::optional<model::Time> time;
  const auto is_time = [&time](const json& value) {
    if (value.is_string()) time = ParseTime(value.get_ref<const std::string&>());
    return time.has_value();
  };
  Member(name, is_time, "a time");
  return time;
}

std::optional<JsonReader> JsonReader::OptionalObject(std::string_view name) {
  json* object = Member(name, &json::is_object, "an object");
  if (object == nullptr) return std::nullopt;
  JsonReader nested(document_, object, PathOf(name));
  nested.is_lenient_ = is_lenient_;
  return nested;
}

void JsonReader::Report(std::string_view name, std::string_view problem) {
  std::string text = fmt::format("member '{}' {}", PathOf(name), problem);
  if (is_lenient_ && document_->left_out.empty()) document_->left_out = text;
  if (is_lenient_ || !document_->status.ok()) return;
  document_->status = Fail(Reason::kInvalidArgument, std::move(text));
}

const Status& JsonReader::status() const { return document_->status; }
const std::string& JsonReader::left_out() const { return document_->left_out; }

std::string JsonReader::PathOf(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

std::string_view JsonReader::Needed(std::string_view name) {
  const auto member = object_->find(name);
  if (member == object_->end()) Report(name, "is missing");
  if (member != object_->end() && member->is_null()) Report(name, "is null");
  return name;
}

template <typename Predicate>
json* JsonReader::Member(std::string_view name, Predicate is_expected, std::string_view expected) {
  const auto member = object_->find(name);
  if (member == object_->end() || member->is_null()) return nullptr;
  if (std::invoke(is_expected, *member)) return &*member;
  Report(name, fmt::format("is not {}", expected));
  return nullptr;
}

}  // namespace chutesd::codec
