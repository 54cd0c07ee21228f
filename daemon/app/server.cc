#include "daemon/app/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/server_builder.h>
#include <pthread.h>

#include <chrono>
#include <utility>

#include "grpc/health/v1/health.pb.h"

namespace chutesd::app {
namespace {

// Reflection is a synchronous service: each of its streams holds a thread. More streams are refused.
constexpr int kMostReflectionThreads = 8;
// Requests of up to 64 KiB are taken; larger ones up to this are still read, to say which field is at
// fault.
constexpr int kMostMessageBytes = 1024 * 1024;
constexpr int kMostStreamsPerConnection = 1024;
constexpr int kIdleConnectionMs = 300'000;

}  // namespace

Result<std::unique_ptr<grpc::Server>> StartServer(const std::vector<grpc::Service*>& services) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  // gRPC's health service comes without a description; by this one, reflection can serve it.
  grpc::health::v1::HealthCheckRequest::descriptor();
  grpc::ServerBuilder builder;
  for (grpc::Service* service : services) builder.RegisterService(service);
  grpc::ResourceQuota quota("chutesd");
  quota.SetMaxThreads(kMostReflectionThreads);
  builder.SetResourceQuota(quota);
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetMaxReceiveMessageSize(kMostMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMostStreamsPerConnection);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kIdleConnectionMs);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return Fail(Reason::kInternal, "the gRPC server does not start");
  return server;
}

std::thread EndInBackground(grpc::Server& server, std::function<void()> ended) {
  return std::thread([&server, ended = std::move(ended)] {
    pthread_setname_np(pthread_self(), "chutesd-drain");
    server.Shutdown(std::chrono::system_clock::now());
    ended();
  });
}

}  // namespace chutesd::app
