#include <fmt/format.h>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/commands.h"
#include "client/commands/confirm.h"
#include "client/render/keys_view.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

using chutesd::v1::ApiKey;

std::string Question(const ApiKey& key, std::int64_t now) {
  const std::string age = key.has_create_time()
                              ? fmt::format(", made {} ago", render::Age(key.create_time().seconds(), now))
                              : "";
  return fmt::format("Delete API key '{}' ({}{})? What uses it will lose access.", key.name(),
                     key.api_key_id(), age);
}

// By id, so that the key that was shown is the one that goes, whatever happened to names meanwhile.
std::optional<cli::Exit> Delete(Context& context, const ApiKey& key) {
  chutesd::v1::DeleteKeyRequest request;
  *request.mutable_session() = context.selector();
  request.set_key(key.api_key_id());
  chutesd::v1::DeleteKeyResponse reply;
  const std::string look = fmt::format("chutes keys get {}", cli::ShellWord(key.api_key_id()));
  const std::optional<cli::Exit> failed = context.Ask(rpc::method::kDeleteKey, request, reply, Effect{look});
  if (!failed) context.WarnOf(reply);
  return failed;
}

}  // namespace

cli::Exit Run(Context& context, const cli::KeysDeleteArgs& args) {
  const std::string command = fmt::format("chutes keys delete {}", cli::ShellWord(args.key));
  if (const auto refused = RequireTerminalOrYes(context, args.yes, command)) return *refused;
  chutesd::v1::GetKeyRequest request;
  *request.mutable_session() = context.selector();
  request.set_key(args.key);
  chutesd::v1::GetKeyResponse found;
  if (const std::optional<cli::Exit> failed = context.Ask(rpc::method::kGetKey, request, found))
    return *failed;

  const ApiKey& key = found.key();
  const std::string question = Question(key, context.env().now());
  if (const std::optional<cli::Exit> declined = Confirm(context, args.yes, question, command))
    return *declined;
  if (const std::optional<cli::Exit> failed = Delete(context, key)) return *failed;
  if (context.json()) return context.Print(render::DeletedKeyJson(key));
  context.Say(fmt::format("API key deleted: {} ({})\nThe API may still take it for up to two minutes.\n",
                          render::EscapeSentence(key.name()), render::EscapeSentence(key.api_key_id())));
  return cli::Exit::kOk;
}

}  // namespace chutes::commands
