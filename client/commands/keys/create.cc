#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "client/commands/keys/keys.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

using chutesd::v1::Action;
using chutesd::v1::ObjectType;
using chutesd::v1::Scope;
using render::Json;
using Scopes = Checked<std::vector<Scope>>;

constexpr std::size_t kMaxBytes = std::size_t{64} << 10U;  // the daemon's own limit for a request
constexpr std::size_t kMaxScopes = 200;                    // see CreateKeyRequest.scopes

// The values of an enum that have names, counted from 1.
template <typename Enum>
std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (int value = 1; !render::NameOf(static_cast<Enum>(value)).empty(); ++value) {
    names.emplace_back(render::NameOf(static_cast<Enum>(value)));
  }
  return names;
}

// The value with this name; none, 0, for any other text.
template <typename Enum>
Enum ValueOf(std::string_view name) {
  const std::vector<std::string> names = Names<Enum>();
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? Enum() : static_cast<Enum>(found - names.begin() + 1);
}

UsageError Wrong(std::string_view path, std::string_view what) {
  return {fmt::format("--json-input: {}: {}", path, what)};
}

std::optional<UsageError> ReadMember(const std::string& name, const Json& value, const std::string& path,
                                     Scope& scope) {
  if (name != "object_type" && name != "object_id" && name != "action") {
    return Wrong(path, "is not known" + support::DidYouMean(name, {"object_type", "object_id", "action"}, 1));
  }
  if (value.is_null() && name != "object_type") return std::nullopt;
  if (!value.is_string()) return Wrong(path, "must be a text");
  const auto& text = value.get_ref<const std::string&>();
  std::string problem;
  if (name == "object_id") {
    if (text.empty()) problem = "must not be empty; leave it out for all objects";
    scope.set_object_id(text);
  } else if (name == "action") {
    problem = OneOf(Names<Action>())(text);
    scope.set_action(ValueOf<Action>(text));
  } else {
    problem = OneOf(Names<ObjectType>())(text);
    scope.set_object_type(ValueOf<ObjectType>(text));
  }
  return problem.empty() ? std::nullopt : std::optional(Wrong(path, problem));
}

std::optional<UsageError> ReadScope(const Json& document, const std::string& path, Scope& scope) {
  if (!document.is_object()) return Wrong(path, "must be an object");
  for (const auto& [name, value] : document.items()) {
    if (auto error = ReadMember(name, value, fmt::format("{}.{}", path, name), scope)) return error;
  }
  if (!document.contains("object_type")) return Wrong(path + ".object_type", "is missing");
  return std::nullopt;
}

Scopes ReadList(const Json& list, const std::string& path) {
  if (!list.is_array()) return {{}, Wrong(path, "must be a list")};
  if (list.empty()) return {{}, Wrong(path, "must not be empty")};
  if (list.size() > kMaxScopes) return {{}, Wrong(path, fmt::format("has more than {} scopes", kMaxScopes))};
  Scopes scopes;
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::optional<UsageError> error =
        ReadScope(list[i], fmt::format("{}[{}]", path, i), scopes.value.emplace_back());
    if (error) return {{}, std::move(error)};
  }
  return scopes;
}

using chutesd::v1::CreateKeyResponse;

// The document of --json-input that is not on the command line itself.
Checked<std::string> ReadDocument(const std::string& typed, const Platform& platform) {
  if (typed != "-") return ReadOwnFile("--json-input", typed.substr(1), kMaxBytes, platform);
  const NextStep example = Advice("give it from a file: --json-input - < FILE");
  if (platform.terminal.facts().in) {
    return {"", UsageError{"--json-input -: standard input is a terminal", example}};
  }
  std::optional<std::string> text = platform.terminal.ReadRest(kMaxBytes);
  if (!text) return {"", UsageError{"--json-input -: standard input cannot be read", example}};
  return {*std::move(text)};
}

class KeysCreate final : public Command {
 public:
  void AddOptions(CLI::App& app) override {
    app.add_option("--name", *request_.mutable_name(), "Name for the API key (required)");
    CLI::Option* const admin = app.add_flag("--admin", admin_, "Create an admin key with full permissions");
    const std::vector<CLI::Option*> limits = {
        app.add_flag("--images", images_, "Allow access to all images"),
        app.add_flag("--chutes", chutes_, "Allow access to all chutes"),
        app.add_option("--image-ids", image_ids_,
                       "Allow access to these images (repeat, or separate by commas)"),
        app.add_option("--chute-ids", chute_ids_,
                       "Allow access to these chutes (repeat, or separate by commas)"),
        app.add_option("--action", action_, "What it may do with them (default: everything)")
            ->type_name("[read|write|delete|invoke]")
            ->check(OneOf(Names<Action>()))};
    for (CLI::Option* ids : {limits[2], limits[3]}) ids->delimiter(',')->allow_extra_args(false);
    CLI::Option* const json = app.add_option(
        "--json-input", json_input_,
        R"(All scopes as JSON, @FILE or -: {"scopes": [{"object_type": "chutes", "action": "invoke"}]})");
    admin->excludes(json);
    for (CLI::Option* limit : limits) {
      admin->excludes(limit);
      json->excludes(limit);
    }
    CLI::Option* const file = app.add_option("--output-file", output_file_,
                                             "Write the secret to this new file, and do not show it");
    app.add_flag("--quiet", quiet_, "Print the secret and nothing else")->excludes(file);
  }

  std::optional<UsageError> Check() override {
    if (request_.name().empty()) {
      return UsageError{"--name is missing",
                        ChutesCommand("keys create --name my-key --chutes --action invoke")};
    }
    request_.set_admin(admin_);
    if (json_input_ == "@") return UsageError{"--json-input: @ wants a file's name"};
    if (json_input_) return is_elsewhere() ? std::nullopt : ReadScopesOf(*json_input_);
    AddScopes(chutesd::v1::OBJECT_TYPE_IMAGES, images_, image_ids_);
    AddScopes(chutesd::v1::OBJECT_TYPE_CHUTES, chutes_, chute_ids_);
    if (admin_ || !request_.scopes().empty()) return std::nullopt;
    if (!action_.empty()) {
      return UsageError{fmt::format("--action {} says nothing about what it applies to", action_),
                        Line("--chutes --action " + action_)};
    }
    return UsageError{"a key without rights is useless: say what it may do",
                      Line("--chutes --action invoke", "or --admin for everything")};
  }

  NextStep Meant() const override {
    if (quiet_ && !output_file_.empty()) return Line("... --output-file " + ShellWord(output_file_));
    return Line(admin_ ? "--admin" : "--json-input '...'");
  }

  Exit Run(Context& context) override {
    if (const auto refused = context.RequireOutput()) return *refused;
    if (is_elsewhere()) {
      const Checked<std::string> text = ReadDocument(*json_input_, context.platform());
      if (text.error) return context.Refuse(*text.error);
      if (const auto error = ReadScopesOf(text.value)) return context.Refuse(*error);
    }
    terminal::NewFile file;
    if (const auto error = MakeSecretFile("--output-file", output_file_, context.platform(), file)) {
      return context.Refuse(*error);
    }
    CreateKeyResponse reply;
    const NextStep look = ChutesCommand("keys list", "a key whose secret was lost is marked there");
    if (const auto failed = context.Call(rpc::method::kCreateKey, request_, reply, look)) return *failed;
    NextStep if_lost =
        ChutesCommand("keys delete " + ShellWord(reply.key().api_key_id()), "then create it again");
    if_lost.is_destructive = true;
    if (quiet_) return context.PrintOnce(reply.secret_key() + "\n", if_lost);
    if (output_file_.empty()) return Show(context, reply, if_lost);

    // The secret is in the file, or, if that fails now, shown after all: nobody could ever get it again.
    const std::string path = render::EscapeSentence(file.path());
    if (!file.WriteLine(reply.secret_key())) {
      context.Say(fmt::format("chutes: {} could not be written, so the secret is shown here\n", path));
      const Exit shown = Show(context, reply, if_lost);
      return shown == Exit::kOk ? Exit::kError : shown;
    }
    if (!context.json()) context.Say("API key created successfully\n");
    const Exit exit = context.Print(render::KeyView(reply.key(), context.form()));
    if (!context.json()) context.Say(fmt::format("Its secret is in {}\n", path));
    return exit;
  }

 private:
  NextStep Line(std::string_view rest, std::string why = "") const {
    return ChutesCommand(fmt::format("keys create --name {} {}", ShellWord(request_.name()), rest),
                         std::move(why));
  }

  // The secret belongs on standard output, once. The documented closing line holds it too, so it is
  // complete only where a person reads it; a log that catches standard error gets a placeholder.
  static Exit Show(Context& context, const CreateKeyResponse& reply, const NextStep& if_lost) {
    if (!context.json()) context.Say("API key created successfully\n");
    const Exit exit = context.PrintOnce(render::CreatedKeyJson(reply), if_lost);
    if (context.json() || exit != Exit::kOk) return exit;
    const bool for_a_person = context.terminal().facts().err;
    context.Say(fmt::format("\nTo use the key, add \"Authorization: Basic {}\" to your headers!\n",
                            for_a_person ? render::EscapeSentence(reply.secret_key()) : "SECRET_KEY"));
    return exit;
  }

  // Of a document that stands in a file or comes by standard input.
  bool is_elsewhere() const { return json_input_ && (*json_input_ == "-" || json_input_->starts_with('@')); }

  std::optional<UsageError> ReadScopesOf(const std::string& document) {
    Scopes read = ReadScopes(document);
    for (Scope& scope : read.value) *request_.add_scopes() = std::move(scope);
    return std::move(read.error);
  }

  // Without --action every action is meant.
  void AddScopes(ObjectType type, bool all, const std::vector<std::string>& ids) {
    Scope scope;
    scope.set_object_type(type);
    scope.set_action(ValueOf<Action>(action_));
    if (all) *request_.add_scopes() = scope;
    for (const std::string& id : ids) {
      scope.set_object_id(id);
      *request_.add_scopes() = scope;
    }
  }

  chutesd::v1::CreateKeyRequest request_;
  bool images_ = false;
  bool chutes_ = false;
  std::vector<std::string> image_ids_;
  std::vector<std::string> chute_ids_;
  std::string action_;
  std::optional<std::string> json_input_;
  std::string output_file_;
  bool admin_ = false;
  bool quiet_ = false;
};

}  // namespace

Scopes ReadScopes(const std::string& text) {
  if (text.size() > kMaxBytes)
    return {{}, Wrong("$", fmt::format("is larger than {} KiB", kMaxBytes >> 10U))};
  // JSON parsers differ in which of two members of one name counts. The names of each open object:
  std::vector<std::set<std::string>> names;
  std::string duplicate;
  const auto watch = [&names, &duplicate](int, Json::parse_event_t event, const Json& parsed) {
    if (event == Json::parse_event_t::object_start) names.emplace_back();
    if (event == Json::parse_event_t::object_end) names.pop_back();
    if (event == Json::parse_event_t::key) {
      const auto& name = parsed.get_ref<const std::string&>();
      if (!names.back().insert(name).second && duplicate.empty()) duplicate = name;
    }
    return true;
  };
  const Json document = Json::parse(text, watch, false);
  if (document.is_discarded()) return {{}, Wrong("$", "is not JSON; quote it for the shell with '...'")};
  if (!duplicate.empty()) return {{}, Wrong("$", fmt::format("has '{}' twice in one object", duplicate))};
  if (document.is_array()) return ReadList(document, "$");
  if (!document.is_object()) return {{}, Wrong("$", R"(must be {"scopes": [...]} or a list)")};
  for (const auto& [name, value] : document.items()) {
    if (name != "scopes")
      return {{}, Wrong("$." + name, "is not known" + support::DidYouMean(name, {"scopes"}, 1))};
  }
  if (!document.contains("scopes")) return {{}, Wrong("$.scopes", "is missing")};
  return ReadList(document["scopes"], "$.scopes");
}

constexpr CommandInfo kKeysCreate = {"keys create", "Create an API key; its secret is shown once",
                                     "chutes keys create --name admin --admin\n"
                                     "  chutes keys create --name invoke-all --chutes --action invoke\n"
                                     "  chutes keys create --name two --chute-ids ID1,ID2 --action read",
                                     Make<KeysCreate>};

}  // namespace chutes::commands
