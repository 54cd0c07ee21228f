#include "tests/component/client.h"

#include <google/protobuf/util/time_util.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/sync_stream.h>

#include <future>
#include <utility>

#include "google/rpc/status.pb.h"
#include "tests/unit/base/no_cli.h"

namespace chutesd::component {
namespace {

using google::protobuf::Message;

Ending EndingOf(const grpc::Status& status, const grpc::ClientContext& context) {
  Ending ending;
  ending.code = static_cast<int>(status.error_code());
  ending.message = status.error_message();
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  for (const auto& detail : details.details()) {
    google::rpc::BadRequest bad_request;
    google::rpc::RetryInfo retry;
    detail.UnpackTo(&ending.info);
    if (detail.UnpackTo(&bad_request)) {
      for (const auto& violation : bad_request.field_violations()) ending.fields.push_back(violation.field());
    }
    if (detail.UnpackTo(&retry)) {
      ending.retry_after = std::chrono::milliseconds(
          google::protobuf::util::TimeUtil::DurationToMilliseconds(retry.retry_delay()));
    }
  }
  const auto [begin, end] = context.GetServerTrailingMetadata().equal_range("chutesd-warning-bin");
  for (auto entry = begin; entry != end; ++entry) {
    v1::Warning& warning = ending.warnings.emplace_back();
    EXPECT_TRUE(warning.ParseFromArray(entry->second.data(), static_cast<int>(entry->second.size())));
    EXPECT_FALSE(HasCliCommand(warning.text())) << warning.text();
  }
  EXPECT_FALSE(HasCliCommand(ending.message)) << ending.message;
  EXPECT_FALSE(HasCliCommand(
      ending.info.metadata().contains("next_step") ? ending.info.metadata().at("next_step") : std::string()))
      << ending.message;
  return ending;
}

class Unary final : public PendingCall {
 public:
  Unary(grpc::TemplatedGenericStub<Message, Message>& stub, const std::string& method, const Message& request,
        Message& response, std::optional<std::chrono::milliseconds> timeout)
      : method_("/" + method) {
    if (timeout) context_.set_deadline(std::chrono::system_clock::now() + *timeout);
    // Shared: whoever waits may drop this before set_value() has returned.
    auto end = std::make_shared<std::promise<grpc::Status>>();
    ended_ = end->get_future().share();
    stub.UnaryCall(&context_, method_, grpc::StubOptions(), &request, &response,
                   [end](grpc::Status status) { end->set_value(std::move(status)); });
  }
  ~Unary() override { ended_.wait(); }

  void Cancel() override { context_.TryCancel(); }
  Ending Wait() override { return EndingOf(ended_.get(), context_); }

 private:
  const std::string method_;
  grpc::ClientContext context_;
  std::shared_future<grpc::Status> ended_;
};

class Stream final : public StreamingCall {
 public:
  Stream(grpc::Channel& channel, const std::string& method) : name_("/" + method) {
    context_.set_deadline(std::chrono::system_clock::now() + kPatience);
    const grpc::internal::RpcMethod rpc(name_.c_str(), grpc::internal::RpcMethod::BIDI_STREAMING);
    stream_.reset(
        grpc::internal::ClientReaderWriterFactory<Message, Message>::Create(&channel, rpc, &context_));
  }
  ~Stream() override {
    if (!finished_) Finish();
  }

  bool Send(const Message& message) override { return stream_->Write(message); }
  bool Receive(Message& message) override { return stream_->Read(&message); }
  Ending Finish() override {
    finished_ = true;
    context_.TryCancel();
    return EndingOf(stream_->Finish(), context_);
  }

 private:
  const std::string name_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<Message, Message>> stream_;
  bool finished_ = false;
};

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& socket_path) {
  grpc::ChannelArguments arguments;
  // Or channels to the same path would share a connection, also to a daemon of an earlier test.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel("unix:" + socket_path, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace

struct Client::Connection {
  std::shared_ptr<grpc::Channel> channel;
  grpc::TemplatedGenericStub<Message, Message> stub;
};

Client::Client(const std::string& socket_path) {
  const std::shared_ptr<grpc::Channel> channel = ChannelTo(socket_path);
  connection_.reset(new Connection{channel, grpc::TemplatedGenericStub<Message, Message>(channel)});
}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;

std::unique_ptr<PendingCall> Client::Start(const std::string& method, const Message& request,
                                           Message& response,
                                           std::optional<std::chrono::milliseconds> timeout) {
  return std::make_unique<Unary>(connection_->stub, method, request, response, timeout);
}

std::unique_ptr<StreamingCall> Client::Open(const std::string& method) {
  return std::make_unique<Stream>(*connection_->channel, method);
}

}  // namespace chutesd::component
