#include <fmt/format.h>

#include <CLI/App.hpp>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/command.h"
#include "client/render/keys_view.h"

namespace chutes::commands {
namespace {

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

}  // namespace

std::unique_ptr<Command> MakeKeysCount() { return std::make_unique<KeysCount>(); }

}  // namespace chutes::commands
