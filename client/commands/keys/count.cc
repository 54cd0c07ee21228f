#include "client/commands/keys/keys.h"

namespace chutes::commands {
namespace {

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

}  // namespace

constexpr CommandInfo kKeysCount = {"keys count", "Count API keys",
                                    "chutes keys count\n  chutes keys count --name ci --output json",
                                    Make<KeysCount>};

}  // namespace chutes::commands
