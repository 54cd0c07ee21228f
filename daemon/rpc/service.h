#pragma once

#include <grpcpp/impl/codegen/rpc_service_method.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/codegen/service_type.h>

#include <functional>
#include <list>
#include <string>
#include <utility>
#include <variant>

#include "daemon/rpc/call_runner.h"
#include "daemon/rpc/request_rules.h"

namespace chutesd::rpc {

// A gRPC service whose methods are added one by one: what gRPC's plugin for protoc writes of a service,
// without a class and a function for each method. The runner, and what its operations work with, outlive it.
class Service : public grpc::Service {
 protected:
  explicit Service(CallRunner& runner) : runner_(runner) {}

  // Adds the method that is named after `Request`, in the service of its file. `handle(context, request,
  // response)` returns the call's reactor; it is called on gRPC's threads.
  template <typename Request, typename Response, typename Handle>
  void AddHandler(Handle handle) {
    const google::protobuf::Descriptor& request = *Request::descriptor();
    paths_.push_back("/" + request.file()->service(0)->full_name() + "/" + MethodOf(request));
    AddMethod(new grpc::internal::RpcServiceMethod(paths_.back().c_str(),
                                                   grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodCallback(static_cast<int>(paths_.size()) - 1,
                       new grpc::internal::CallbackUnaryHandler<Request, Response>(std::move(handle)));
  }

  // The same for one that CallRunner::Run runs. `check(const Request&)` returns Result<Args>.
  template <typename Request, typename Response, typename Check, typename Begin, typename Fill>
  void Add(Check check, Begin begin, Fill fill) {
    AddHandler<Request, Response>([&runner = runner_, check, begin, fill](
                                      ServerContext* context, const Request* request, Response* response) {
      return runner.Run(context, request, response, check(*request), begin, fill);
    });
  }

  // For Add's `begin`: CallRunner's RunInSession and RunAtTarget of an operation, as std::bind_front takes
  // it.
  template <typename... Op>
  auto InSession(Op... op) {
    return [&runner = runner_, bound = std::bind_front(op...)](const CallPtr& call, CallContext ctx,
                                                               session::Selector selector, auto args) {
      return runner.RunInSession(call, std::move(ctx), std::move(selector), std::move(args), bound);
    };
  }
  template <typename... Op>
  auto AtTarget(Op... op) {
    return [&runner = runner_, bound = std::bind_front(op...)](const CallPtr&, CallContext ctx,
                                                               session::Selector selector, auto args) {
      return runner.RunAtTarget(std::move(ctx), std::move(selector), std::move(args), bound);
    };
  }

  // For Add's `check`: nothing but the session is asked for.
  static Result<std::monostate> NoArgs(const google::protobuf::Message&) { return std::monostate(); }

  CallRunner& runner_;

 private:
  std::list<std::string> paths_;  // gRPC keeps pointers to them
};

}  // namespace chutesd::rpc
