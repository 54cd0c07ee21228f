#include <fmt/format.h>

#include <CLI/App.hpp>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/command.h"
#include "client/commands/keys/scopes.h"
#include "client/commands/options.h"
#include "client/render/keys_view.h"
#include "client/render/shown_text.h"

namespace chutes::commands {
namespace {

using chutesd::v1::CreateKeyResponse;

class KeysCreate final : public Command {
 public:
  KeysCreate()
      : Command({.group = "keys",
                 .name = "create",
                 .help = "Create an API key; its secret is shown once",
                 .example = "chutes keys create --name admin --admin\n"
                            "  chutes keys create --name invoke-all --chutes --action invoke\n"
                            "  chutes keys create --name two --chute-ids ID1,ID2 --action read"}) {}

  void AddOptions(CLI::App& app) override {
    app.add_option("--name", *request_.mutable_name(), "Name for the API key (required)");
    CLI::Option* const admin = app.add_flag("--admin", admin_, "Create an admin key with full permissions");
    scopes_.Add(app, admin);
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
    if (admin_ || scopes_.by_json() || scopes_.names_objects()) return scopes_.Check(request_);
    if (const std::string& action = scopes_.action(); !action.empty()) {
      return UsageError{fmt::format("--action {} says nothing about what it applies to", action),
                        Line("--chutes --action " + action)};
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
    if (const auto error = scopes_.Read(request_, context.platform())) return context.Refuse(*error);
    terminal::NewFile file;
    if (const auto error = MakeSecretFile("--output-file", output_file_, context.platform(), file)) {
      return context.Refuse(*error);
    }
    CreateKeyResponse reply;
    const NextStep look = ChutesCommand("keys list", "a key whose secret was lost is marked there");
    if (const auto failed = context.Call(rpc::method::kCreateKey, request_, reply, look)) return *failed;
    context.WarnOf(reply);
    NextStep if_lost =
        ChutesCommand("keys delete " + ShellWord(reply.key().api_key_id()), "then create it again");
    if_lost.is_destructive = true;
    if (!output_file_.empty()) return ShowAllButSecret(context, reply, file, if_lost);
    if (quiet_) return context.PrintOnce(reply.secret_key() + "\n", if_lost);
    return Show(context, reply, if_lost);
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

  // The secret is in the file, or, if that fails now, shown after all: nobody could ever get it again.
  static Exit ShowAllButSecret(Context& context, const CreateKeyResponse& reply, terminal::NewFile& file,
                               const NextStep& if_lost) {
    const std::string path = render::EscapeSentence(file.path());
    if (!file.WriteLine(reply.secret_key())) {
      context.Say(fmt::format("chutes: {} could not be written, so the secret is shown here\n", path));
      const Exit shown = Show(context, reply, if_lost);
      return shown == Exit::kOk ? Exit::kError : shown;
    }
    if (context.json()) return context.Print(render::KeyJson(reply.key()));
    context.Say("API key created successfully\n");
    const Exit exit = context.PrintTable(render::KeyTable(reply.key()));
    context.Say(fmt::format("Its secret is in {}\n", path));
    return exit;
  }

  chutesd::v1::CreateKeyRequest request_;
  ScopeOptions scopes_;
  std::string output_file_;
  bool admin_ = false;
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeKeysCreate() { return std::make_unique<KeysCreate>(); }

}  // namespace chutes::commands
