#include "client/rpc/reply.h"

#include <google/protobuf/any.pb.h>
#include <gtest/gtest.h>

#include <functional>

#include "chutesd/v1/errors.pb.h"
#include "chutesd/v1/keys.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/unit/client/base64_text.h"

namespace chutes::rpc {
namespace {

H2Reply Good() {
  chutesd::v1::GetKeyResponse message;
  message.mutable_key()->set_name("name");
  H2Reply reply;
  reply.http_status = "200";
  reply.content_type = "application/grpc+proto";
  reply.grpc_status = 0;
  reply.body = FrameMessage(message.SerializeAsString());
  return reply;
}

CallResult Read(const H2Reply& reply) {
  chutesd::v1::GetKeyResponse message;
  CallResult result = ReadReply(reply, message);
  EXPECT_EQ(message.key().name(), result.ok() ? "name" : "");
  return result;
}

void Add(const google::protobuf::MessageLite& detail, google::rpc::Status& status) {
  google::protobuf::Any& any = *status.add_details();
  any.set_type_url("type.googleapis.com/" + detail.GetTypeName());
  any.set_value(detail.SerializeAsString());
}

TEST(ReadReply, TakesAWellFormedAnswer) { EXPECT_TRUE(Read(Good()).ok()); }

TEST(ReadReply, RefusesEverythingElse) {
  const std::vector<std::pair<std::string, std::function<void(H2Reply&)>>> cases = {
      {"HTTP status 503", [](H2Reply& reply) { reply.http_status = "503"; }},
      {"it has no gRPC status", [](H2Reply& reply) { reply.grpc_status.reset(); }},
      {"its content type is 'text/html'", [](H2Reply& reply) { reply.content_type = "text/html"; }},
      {"it has no message", [](H2Reply& reply) { reply.body.clear(); }},
      {"its message is cut off", [](H2Reply& reply) { reply.body.pop_back(); }},
      {"its message is cut off", [](H2Reply& reply) { reply.body.resize(4); }},
      {"it has more than one message", [](H2Reply& reply) { reply.body += reply.body; }},
      {"its message is compressed", [](H2Reply& reply) { reply.body[0] = 1; }},
      {"its message is damaged", [](H2Reply& reply) { reply.body = FrameMessage("\xff\xff"); }},
  };
  for (const auto& [what, spoil] : cases) {
    H2Reply reply = Good();
    spoil(reply);
    const CallResult result = Read(reply);
    ASSERT_FALSE(result.ok()) << what;
    EXPECT_EQ(result.error->fault, Fault::kMalformed);
    EXPECT_EQ(result.error->message, "the daemon's answer cannot be understood: " + what);
  }
}

TEST(ReadReply, ReadsCodesItDoesNotKnowAsUnknown) {
  H2Reply reply = Good();
  reply.grpc_status = 17;
  EXPECT_EQ(Read(reply).error->code, Code::kUnknown);
  EXPECT_EQ(Read(reply).error->message, "the daemon refused (gRPC status 17)");
}

TEST(ReadReply, IgnoresDetailsAndWarningsThatAreDamaged) {
  H2Reply reply = Good();
  reply.grpc_status = 5;
  reply.grpc_message = "plain";
  for (const std::string details : {"!", "/////w==", ""}) {
    reply.details = details;
    EXPECT_EQ(Read(reply).error->message, "plain");
  }
  reply = Good();
  chutesd::v1::Warning warning;
  warning.set_code("CONFIG_READABLE");
  warning.set_text("first");
  (*warning.mutable_facts())["path"] = "/a";
  const std::string first = Base64(warning.SerializeAsString());
  const std::string without_text = Base64(chutesd::v1::Warning().SerializeAsString());
  const std::string unpadded = first.substr(0, first.find('='));
  reply.warnings = {"!", "", ",", without_text, "Zmlyc3Q=", unpadded, first + ",!," + first};
  const CallResult result = Read(reply);
  ASSERT_EQ(result.warnings.size(), 3U);
  for (const Warning& read : result.warnings) {
    EXPECT_EQ(read.code, "CONFIG_READABLE");
    EXPECT_EQ(read.text, "first");
    EXPECT_EQ(read.facts, (chutesd::Facts{{"path", "/a"}}));
  }
}

TEST(AddStatusDetails, ReadsOurReasonFieldsAndWait) {
  google::rpc::Status status;
  status.set_code(3);
  status.set_message("the full message");
  google::rpc::ErrorInfo info;
  info.set_domain("chutesd");
  info.set_reason("KEY_NAME_TAKEN");
  (*info.mutable_metadata())["next_step"] = "list the keys with ListKeys";
  (*info.mutable_metadata())["api_key_id"] = "k";
  Add(info, status);
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field("name");
  violation->set_description("is taken");
  Add(bad, status);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(12);
  retry.mutable_retry_delay()->set_nanos(500'000'000);
  Add(retry, status);
  CallError error;
  AddStatusDetails(status.SerializeAsString(), error);
  EXPECT_EQ(error.message, "the full message");
  EXPECT_EQ(error.reason, chutesd::Reason::kKeyNameTaken);
  EXPECT_FALSE(error.is_reason_unknown);
  EXPECT_EQ(error.next_step, "list the keys with ListKeys");
  EXPECT_EQ(error.facts, (chutesd::Facts{{"api_key_id", "k"}}));
  EXPECT_EQ(error.Fact("api_key_id"), "k");
  EXPECT_EQ(error.Fact("next_step"), "");
  EXPECT_TRUE(error.next.empty()) << "what to type is the client's own to say";
  EXPECT_EQ(error.violations, (std::vector<FieldViolation>{{"name", "is taken"}}));
  EXPECT_EQ(error.retry_after, std::chrono::milliseconds(12'500));
}

TEST(AddStatusDetails, IgnoresReasonsOfOthers) {
  google::rpc::Status status;
  google::rpc::ErrorInfo info;
  info.set_domain("example.com");
  info.set_reason("KEY_NOT_FOUND");
  Add(info, status);
  CallError error;
  AddStatusDetails(status.SerializeAsString(), error);
  EXPECT_EQ(error.reason, chutesd::Reason::kUnspecified);
  EXPECT_FALSE(error.is_reason_unknown);
}

TEST(AddStatusDetails, TellsAReasonOfALaterDaemonFromNone) {
  google::rpc::Status status;
  google::rpc::ErrorInfo info;
  info.set_domain("chutesd");
  info.set_reason("OF_A_LATER_DAEMON");
  (*info.mutable_metadata())["next_step"] = "do as it says";
  Add(info, status);
  CallError error;
  AddStatusDetails(status.SerializeAsString(), error);
  EXPECT_EQ(error.reason, chutesd::Reason::kUnspecified);
  EXPECT_TRUE(error.is_reason_unknown);
  EXPECT_EQ(error.next_step, "do as it says");
}

TEST(ReadReply, DoesNotKnowWhatADaemonThatGoesHasDone) {
  for (const int code : {1, 14}) {
    H2Reply reply = Good();
    reply.grpc_status = code;
    EXPECT_TRUE(Read(reply).error->outcome_unknown) << code;
    for (const std::string reason : {"UPSTREAM_UNREACHABLE", "OF_A_LATER_DAEMON"}) {
      google::rpc::Status status;
      google::rpc::ErrorInfo info;
      info.set_domain("chutesd");
      info.set_reason(reason);
      Add(info, status);
      reply.details = Base64(status.SerializeAsString());
      EXPECT_FALSE(Read(reply).error->outcome_unknown) << code << reason;
    }
  }
}

TEST(DecodeBase64, TakesPaddedAndUnpadded) {
  EXPECT_EQ(DecodeBase64(""), "");
  EXPECT_EQ(DecodeBase64("Zg=="), "f");
  EXPECT_EQ(DecodeBase64("Zg"), "f");
  EXPECT_EQ(DecodeBase64("Zm8="), "fo");
  EXPECT_EQ(DecodeBase64("Zm8"), "fo");
  EXPECT_EQ(DecodeBase64("Zm9v"), "foo");
  EXPECT_EQ(DecodeBase64("+/+/"), "\xfb\xff\xbf");
  for (const std::string_view bad : {"Z", "Zm9vZ", "Zm 9", "Zm-9", "====", "=", "Z==="}) {
    EXPECT_EQ(DecodeBase64(bad), std::nullopt) << bad;
  }
}

TEST(DecodePercent, LeavesWhatIsNoEscape) {
  EXPECT_EQ(DecodePercent("a%20b%E2%82%ac"), "a b€");
  EXPECT_EQ(DecodePercent("100% %zz %4"), "100% %zz %4");
}

}  // namespace
}  // namespace chutes::rpc
