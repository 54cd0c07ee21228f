#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <optional>
#include <string>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/command.h"
#include "client/commands/keys/create.h"
#include "client/commands/options.h"
#include "client/render/keys_view.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

using chutesd::v1::ApiKey;

// What a "?" in the place of an action means, for a terminal.
constexpr std::string_view kHiddenActions =
    "An action shown as ? is not known: the API never tells, and the key was not made through this daemon.\n";

void AddFilter(CLI::App& app, chutesd::v1::ListKeysRequest& request) {
  app.add_option("--name", *request.mutable_name(), "Only keys whose name contains this text");
}

class KeysList final : public Command {
 public:
  void AddOptions(CLI::App& app) override {
    AddFilter(app, request_);
    page_.Add(app);
  }

  Exit Run(Context& context) override {
    page_.Fill(request_);
    chutesd::v1::ListKeysResponse reply;
    if (const auto failed = context.Call(rpc::method::kListKeys, request_, reply)) return *failed;
    const std::string& name = request_.name();
    if (context.for_people() && reply.total_size() == 0 && reply.keys().empty()) {
      context.Say(name.empty() ? "There are no API keys. Make one: chutes keys create --help\n"
                               : "No API key has such a name.\n");
      return Exit::kOk;
    }
    const Exit exit = context.Print(render::KeysView(reply, page_.shown(), context.form()));
    if (context.for_people() && std::ranges::any_of(reply.keys(), render::HidesActions)) {
      context.Say(kHiddenActions);
    }
    const std::string command = name.empty() ? "keys list" : "keys list --name " + ShellWord(name);
    context.NotePage(page_.shown(), reply.keys_size(), reply.total_size(), command);
    return exit;
  }

 private:
  chutesd::v1::ListKeysRequest request_;
  PageOptions page_;
};

class KeysCount final : public Command {
 public:
  void AddOptions(CLI::App& app) override { AddFilter(app, request_); }

  Exit Run(Context& context) override {
    request_.set_page_size(1);  // the total comes with any page
    chutesd::v1::ListKeysResponse reply;
    if (const auto failed = context.Call(rpc::method::kListKeys, request_, reply)) return *failed;
    return context.Print(render::KeyCountView(reply, context.form()));
  }

 private:
  chutesd::v1::ListKeysRequest request_;
};

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
  const ApiKey& key() const { return found_.key(); }

 private:
  const std::string command_;
  chutesd::v1::GetKeyRequest wanted_;
  chutesd::v1::GetKeyResponse found_;
};

class KeysGet final : public KnownKey {
 public:
  KeysGet() : KnownKey("get") {}

  Exit Run(Context& context) override {
    if (const auto failed = Get(context)) return *failed;
    const Exit exit = context.Print(render::KeyView(key(), context.form()));
    if (context.for_people() && render::HidesActions(key())) context.Say(kHiddenActions);
    return exit;
  }
};

class KeysDelete final : public KnownKey {
 public:
  KeysDelete() : KnownKey("delete") {}

  void AddOptions(CLI::App& app) override {
    KnownKey::AddOptions(app);
    AddYes(app, yes_);
  }

  Exit Run(Context& context) override {
    if (const auto refused = context.RequireTerminalOrYes(yes_, command())) return *refused;
    if (const auto failed = Get(context)) return *failed;
    const std::string question =
        fmt::format("Delete API key '{}' ({}{})? What uses it will lose access.", key().name(),
                    key().api_key_id(), render::MadeAgo(key(), context.process().Now()));
    if (const auto declined = context.Confirm(yes_, question, command())) return *declined;

    // By id, so that the key that was shown is the one that goes, whatever happened to names meanwhile.
    chutesd::v1::DeleteKeyRequest request;
    request.set_key(key().api_key_id());
    chutesd::v1::DeleteKeyResponse reply;
    const NextStep look = ChutesCommand("keys get " + ShellWord(key().api_key_id()));
    if (const auto failed = context.Call(rpc::method::kDeleteKey, request, reply, look)) return *failed;
    if (context.json()) return context.Print(render::DeletedKeyJson(key()));
    context.Say(fmt::format("API key deleted: {} ({})\nThe API may still take it for up to two minutes.\n",
                            render::EscapeSentence(key().name()),
                            render::EscapeSentence(key().api_key_id())));
    return Exit::kOk;
  }

 private:
  bool yes_ = false;
};

}  // namespace

CommandList KeysCommands() {
  static constexpr CommandInfo kCommands[] = {
      {"keys list", "List API keys, newest first",
       "chutes keys list\n  chutes keys list --name ci --limit 100 --output json", Make<KeysList>},
      {"keys count", "Count API keys", "chutes keys count\n  chutes keys count --name ci --output json",
       Make<KeysCount>},
      {"keys create", "Create an API key; its secret is shown once",
       "chutes keys create --name admin --admin\n"
       "  chutes keys create --name invoke-all --chutes --action invoke\n"
       "  chutes keys create --name two --chute-ids ID1,ID2 --action read",
       MakeKeysCreate},
      {"keys get", "Show an API key", "chutes keys get my-key", Make<KeysGet>},
      {"keys delete", "Delete an API key", "chutes keys delete old-key\n  chutes keys delete old-key --yes",
       Make<KeysDelete>},
  };
  return kCommands;
}

}  // namespace chutes::commands
