#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <optional>
#include <string>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/command.h"
#include "client/commands/options.h"
#include "client/render/keys_view.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

// What a "?" in the place of an action means, for a terminal.
constexpr std::string_view kHiddenActions =
    "An action shown as ? is not known: the API never tells, and the key was not made through this daemon.\n";

void AddKeyOption(CLI::App& app, std::string& key) {
  app.add_option("NAME_OR_ID", key, "Name or id of the API key");
}

std::optional<UsageError> RequireKey(const std::string& key, std::string_view command) {
  if (!key.empty()) return std::nullopt;
  return UsageError{"which key? give its name or id",
                    ChutesCommand(std::string("keys ").append(command) + " NAME_OR_ID")};
}

class KeysList final : public Command {
 public:
  KeysList()
      : Command({.group = "keys",
                 .name = "list",
                 .help = "List API keys, newest first",
                 .example = "chutes keys list\n  chutes keys list --name ci --limit 100 --output json"}) {}

  void AddOptions(CLI::App& app) override {
    app.add_option("--name", *request_.mutable_name(), "Only keys whose name contains this text");
    page_.Add(app);
  }

  Exit Run(Context& context) override {
    page_.Fill(request_);
    chutesd::v1::ListKeysResponse reply;
    if (const auto failed = context.Call(rpc::method::kListKeys, request_, reply)) return *failed;
    context.WarnOf(reply);
    if (context.json()) return context.Print(render::KeysJson(reply, page_.shown()));
    if (context.for_people() && reply.total_size() == 0 && reply.keys().empty()) {
      context.Say(request_.name().empty() ? "There are no API keys. Make one: chutes keys create --help\n"
                                          : "No API key has such a name.\n");
      return Exit::kOk;
    }
    const Exit exit = context.PrintTable(render::KeysTable(reply));
    if (context.for_people() && std::any_of(reply.keys().begin(), reply.keys().end(), render::HidesActions)) {
      context.Say(kHiddenActions);
    }
    const std::string command =
        request_.name().empty() ? "keys list" : "keys list --name " + ShellWord(request_.name());
    context.NotePage(page_.shown(), reply.keys_size(), reply.total_size(), command);
    return exit;
  }

 private:
  chutesd::v1::ListKeysRequest request_;
  PageOptions page_;
};

class KeysCount final : public Command {
 public:
  KeysCount()
      : Command({.group = "keys",
                 .name = "count",
                 .help = "Count API keys",
                 .example = "chutes keys count\n  chutes keys count --name ci --output json"}) {}

  void AddOptions(CLI::App& app) override {
    app.add_option("--name", *request_.mutable_name(), "Only keys whose name contains this text");
  }

  Exit Run(Context& context) override {
    request_.set_page_size(1);  // the total comes with any page
    chutesd::v1::ListKeysResponse reply;
    if (const auto failed = context.Call(rpc::method::kListKeys, request_, reply)) return *failed;
    context.WarnOf(reply);
    return context.Print(context.json() ? render::KeyCountJson(reply)
                                        : fmt::format("{}\n", reply.total_size()));
  }

 private:
  chutesd::v1::ListKeysRequest request_;
};

class KeysGet final : public Command {
 public:
  KeysGet()
      : Command({.group = "keys",
                 .name = "get",
                 .help = "Show an API key",
                 .example = "chutes keys get my-key"}) {}

  void AddOptions(CLI::App& app) override { AddKeyOption(app, *request_.mutable_key()); }
  std::optional<UsageError> Check() override { return RequireKey(request_.key(), "get"); }

  Exit Run(Context& context) override {
    chutesd::v1::GetKeyResponse reply;
    if (const auto failed = context.Call(rpc::method::kGetKey, request_, reply)) return *failed;
    context.WarnOf(reply);
    if (context.json()) return context.Print(render::KeyJson(reply.key()));
    const Exit exit = context.PrintTable(render::KeyTable(reply.key()));
    if (context.for_people() && render::HidesActions(reply.key())) context.Say(kHiddenActions);
    return exit;
  }

 private:
  chutesd::v1::GetKeyRequest request_;
};

using chutesd::v1::ApiKey;

std::string QuestionAbout(const ApiKey& key, std::int64_t now) {
  const std::string age = key.has_create_time()
                              ? fmt::format(", made {} ago", render::Age(key.create_time().seconds(), now))
                              : "";
  return fmt::format("Delete API key '{}' ({}{})? What uses it will lose access.", key.name(),
                     key.api_key_id(), age);
}

class KeysDelete final : public Command {
 public:
  KeysDelete()
      : Command({.group = "keys",
                 .name = "delete",
                 .help = "Delete an API key",
                 .example = "chutes keys delete old-key\n  chutes keys delete old-key --yes"}) {}

  void AddOptions(CLI::App& app) override {
    AddKeyOption(app, *wanted_.mutable_key());
    AddYes(app, yes_);
  }
  std::optional<UsageError> Check() override { return RequireKey(wanted_.key(), "delete"); }

  Exit Run(Context& context) override {
    const std::string command = "keys delete " + ShellWord(wanted_.key());
    if (const auto refused = context.RequireTerminalOrYes(yes_, command)) return *refused;
    chutesd::v1::GetKeyResponse found;
    if (const auto failed = context.Call(rpc::method::kGetKey, wanted_, found)) return *failed;
    const ApiKey& key = found.key();
    const std::string question = QuestionAbout(key, context.process().Now());
    if (const auto declined = context.Confirm(yes_, question, command)) return *declined;

    // By id, so that the key that was shown is the one that goes, whatever happened to names meanwhile.
    chutesd::v1::DeleteKeyRequest request;
    request.set_key(key.api_key_id());
    chutesd::v1::DeleteKeyResponse reply;
    const NextStep look = ChutesCommand("keys get " + ShellWord(key.api_key_id()));
    if (const auto failed = context.Call(rpc::method::kDeleteKey, request, reply, look)) return *failed;
    context.WarnOf(reply);
    if (context.json()) return context.Print(render::DeletedKeyJson(key));
    context.Say(fmt::format("API key deleted: {} ({})\nThe API may still take it for up to two minutes.\n",
                            render::EscapeSentence(key.name()), render::EscapeSentence(key.api_key_id())));
    return Exit::kOk;
  }

 private:
  chutesd::v1::GetKeyRequest wanted_;
  bool yes_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeKeysList() { return std::make_unique<KeysList>(); }
std::unique_ptr<Command> MakeKeysCount() { return std::make_unique<KeysCount>(); }
std::unique_ptr<Command> MakeKeysGet() { return std::make_unique<KeysGet>(); }
std::unique_ptr<Command> MakeKeysDelete() { return std::make_unique<KeysDelete>(); }

}  // namespace chutes::commands
