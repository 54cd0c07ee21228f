#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "chutesd/v1/session.pb.h"
#include "tests/component/client.h"
#include "tests/component/rig.h"

// What the server offers besides our services.
namespace chutesd::component {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;
using google::protobuf::TextFormat;

constexpr char kReflect[] = "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

class ServerTest : public testing::Test {
 protected:
  // A message of the reflection service, whose headers Debian does not ship, though its library has them.
  static std::unique_ptr<Message> Reflection1Alpha(const std::string& name, const std::string& text = "") {
    const auto* type =
        DescriptorPool::generated_pool()->FindMessageTypeByName("grpc.reflection.v1alpha." + name);
    std::unique_ptr<Message> message(MessageFactory::generated_factory()->GetPrototype(type)->New());
    EXPECT_TRUE(TextFormat::ParseFromString(text, message.get()));
    return message;
  }
  // The answer to one request on a stream; null if the server ended it.
  static std::unique_ptr<Message> Ask(StreamingCall& stream, const std::string& request) {
    auto answer = Reflection1Alpha("ServerReflectionResponse");
    const bool sent = stream.Send(*Reflection1Alpha("ServerReflectionRequest", request));
    return sent && stream.Receive(*answer) ? std::move(answer) : nullptr;
  }
  // Adds the file that a request of the reflection service is about, and all that it needs.
  void Describe(const std::string& first_request, google::protobuf::SimpleDescriptorDatabase& files) {
    const auto stream = client_.Open(kReflect);
    std::vector<std::string> requests = {first_request};
    std::set<std::string> had;
    while (!requests.empty()) {
      const auto answer = Ask(*stream, requests.back());
      requests.pop_back();
      ASSERT_NE(answer, nullptr);
      const Message& response = answer->GetReflection()->GetMessage(
          *answer, answer->GetDescriptor()->FindFieldByName("file_descriptor_response"));
      const auto* field = response.GetDescriptor()->FindFieldByName("file_descriptor_proto");
      ASSERT_GT(response.GetReflection()->FieldSize(response, field), 0) << answer->ShortDebugString();
      for (int i = 0; i < response.GetReflection()->FieldSize(response, field); ++i) {
        google::protobuf::FileDescriptorProto file;
        ASSERT_TRUE(file.ParseFromString(response.GetReflection()->GetRepeatedString(response, field, i)));
        if (!had.insert(file.name()).second) continue;
        for (const std::string& name : file.dependency())
          requests.push_back("file_by_filename: '" + name + "'");
        ASSERT_TRUE(files.Add(file));
      }
    }
  }
  Ending GetSession() {
    v1::GetSessionRequest request;
    v1::GetSessionResponse response;
    return client_.Call("chutesd.v1.SessionService/GetSession", request, response);
  }

  Rig rig_;
  Client client_ = rig_.Connect();
};

TEST_F(ServerTest, Health_SaysServing) {
  // HealthCheckRequest has one text, HealthCheckResponse one number (1: SERVING); so have these.
  google::protobuf::StringValue request;
  google::protobuf::Int32Value response;
  const Ending ending = client_.Call("grpc.health.v1.Health/Check", request, response);
  EXPECT_TRUE(ending.ok()) << ending.message;
  EXPECT_EQ(response.value(), 1);
}

TEST_F(ServerTest, UnknownMethods_AreUnimplemented) {
  v1::GetSessionRequest request;
  v1::GetSessionResponse response;
  EXPECT_EQ(client_.Call("chutesd.v1.SessionService/NoSuchMethod", request, response).code, kUnimplemented);
  EXPECT_EQ(client_.Call("chutesd.v1.NoSuchService/GetSession", request, response).code, kUnimplemented);
}

TEST_F(ServerTest, Reflection_ListsOurServices) {
  const auto stream = client_.Open(kReflect);
  const auto answer = Ask(*stream, "list_services: ''");
  ASSERT_NE(answer, nullptr);
  const Reflection* reflection = answer->GetReflection();
  const Message& list =
      reflection->GetMessage(*answer, answer->GetDescriptor()->FindFieldByName("list_services_response"));
  const auto* services = list.GetDescriptor()->FindFieldByName("service");
  std::set<std::string> names;
  for (int i = 0; i < list.GetReflection()->FieldSize(list, services); ++i) {
    const Message& service = list.GetReflection()->GetRepeatedMessage(list, services, i);
    names.insert(
        service.GetReflection()->GetString(service, service.GetDescriptor()->FindFieldByName("name")));
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("chutesd.v1.SessionService", "chutesd.v1.AccountService",
                                                   "chutesd.v1.WalletsService", "chutesd.v1.KeysService",
                                                   "chutesd.v1.SecretsService",
                                                   "chutesd.v1.DiagnosticsService", "grpc.health.v1.Health",
                                                   "grpc.reflection.v1alpha.ServerReflection"));
}

// What a generic tool does: find the types of a service and call it with nothing else.
TEST_F(ServerTest, Reflection_DescribesAServiceWellEnoughToCallIt) {
  google::protobuf::SimpleDescriptorDatabase files;
  ASSERT_NO_FATAL_FAILURE(Describe("file_containing_symbol: 'chutesd.v1.SessionService'", files));
  const DescriptorPool pool(&files);
  google::protobuf::DynamicMessageFactory factory(&pool);
  const auto* method = pool.FindMethodByName("chutesd.v1.SessionService.GetSession");
  ASSERT_NE(method, nullptr);
  const std::unique_ptr<Message> request(factory.GetPrototype(method->input_type())->New());
  const std::unique_ptr<Message> response(factory.GetPrototype(method->output_type())->New());
  EXPECT_TRUE(client_.Call("chutesd.v1.SessionService/GetSession", *request, *response).ok());
  std::string text;
  TextFormat::PrintToString(*response, &text);
  EXPECT_THAT(text, testing::HasSubstr("username: \"alice\""));
}

TEST_F(ServerTest, Reflection_DescribesTheHealthServiceToo) {
  google::protobuf::SimpleDescriptorDatabase files;
  ASSERT_NO_FATAL_FAILURE(Describe("file_containing_symbol: 'grpc.health.v1.Health'", files));
  const DescriptorPool pool(&files);
  google::protobuf::DynamicMessageFactory factory(&pool);
  const auto* method = pool.FindMethodByName("grpc.health.v1.Health.Check");
  ASSERT_NE(method, nullptr);
  const std::unique_ptr<Message> request(factory.GetPrototype(method->input_type())->New());
  const std::unique_ptr<Message> response(factory.GetPrototype(method->output_type())->New());
  EXPECT_TRUE(client_.Call("grpc.health.v1.Health/Check", *request, *response).ok());
  std::string text;
  TextFormat::PrintToString(*response, &text);
  EXPECT_EQ(text, "status: SERVING\n");
}

// Each stream holds a thread of the daemon.
TEST_F(ServerTest, Reflection_HoldsABoundedNumberOfThreadsAndCallsAreServedMeanwhile) {
  std::vector<std::unique_ptr<StreamingCall>> open;
  int refused = 0;
  for (int i = 0; i < 24; ++i) {
    auto stream = client_.Open(kReflect);
    if (Ask(*stream, "list_services: ''") != nullptr) {
      open.push_back(std::move(stream));
      continue;
    }
    ++refused;
  }
  EXPECT_GE(open.size(), 4U);
  EXPECT_LE(open.size(), 8U);
  EXPECT_EQ(refused, 24 - static_cast<int>(open.size()));
  EXPECT_TRUE(GetSession().ok());
  EXPECT_NE(Ask(*open.front(), "list_services: ''"), nullptr) << "an open stream works on";
}

}  // namespace
}  // namespace chutesd::component
