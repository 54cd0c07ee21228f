#include <gmock/gmock.h>
#include <google/protobuf/arena.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/options.pb.h"
#include "chutesd/v1/secrets.pb.h"
#include "daemon/rpc/request_rules.h"

namespace chutesd::rpc {
namespace {

using google::protobuf::Message;
using google::protobuf::TextFormat;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

constexpr char kSecret[] = "hf_0123456789abcdef0123456789abcdef";

// Shapes that no message of ours has yet: a marked field inside another message, and in a list of them.
constexpr char kShapes[] = R"(
  name: "shapes.proto" package: "shapes" syntax: "proto3"
  message_type {
    name: "Inner"
    field { name: "secret" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL
            options { [chutesd.v1.sensitive]: true } }
    field { name: "plain" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
  }
  message_type {
    name: "Outer"
    field { name: "one" number: 1 type: TYPE_MESSAGE type_name: ".shapes.Inner" label: LABEL_OPTIONAL }
    field { name: "many" number: 2 type: TYPE_MESSAGE type_name: ".shapes.Inner" label: LABEL_REPEATED }
    field { name: "whole" number: 3 type: TYPE_MESSAGE type_name: ".shapes.Inner" label: LABEL_OPTIONAL
            options { [chutesd.v1.sensitive]: true } }
    field { name: "blob" number: 4 type: TYPE_BYTES label: LABEL_OPTIONAL
            options { [chutesd.v1.sensitive]: true } }
    field { name: "list" number: 5 type: TYPE_STRING label: LABEL_REPEATED
            options { [chutesd.v1.sensitive]: true } }
    field { name: "number" number: 6 type: TYPE_INT32 label: LABEL_OPTIONAL
            options { [chutesd.v1.sensitive]: true } }
    field { name: "name" number: 7 type: TYPE_STRING label: LABEL_OPTIONAL }
  })";

class SensitiveShapesTest : public testing::Test {
 protected:
  SensitiveShapesTest() {
    chutesd::v1::CreateSecretRequest::descriptor();  // links the file that declares the option
    google::protobuf::FileDescriptorProto file;
    EXPECT_TRUE(TextFormat::ParseFromString(kShapes, &file));
    const auto* built = pool_.BuildFile(file);
    EXPECT_NE(built, nullptr);
    outer_.reset(factory_.GetPrototype(built->FindMessageTypeByName("Outer"))->New());
    EXPECT_TRUE(TextFormat::ParseFromString(R"(
      one { secret: "s1-secret" plain: "p1" }
      many { secret: "s2-secret" } many { plain: "p3" } many { secret: "s4-secret" plain: "p4" }
      whole { secret: "s5-secret" plain: "p5-secret" }
      blob: "s6-secret" list: "s7-secret" list: "s8-secret" number: 987654321 name: "ci")",
                                            outer_.get()));
  }

  google::protobuf::DescriptorPool pool_{google::protobuf::DescriptorPool::generated_pool()};
  google::protobuf::DynamicMessageFactory factory_{&pool_};
  std::unique_ptr<Message> outer_;
};

TEST_F(SensitiveShapesTest, RedactedText_BlanksAtEveryDepth) {
  const std::string text = RedactedText(*outer_);
  EXPECT_THAT(text, Not(HasSubstr("secret\"")));
  EXPECT_THAT(text, Not(HasSubstr("-secret")));
  EXPECT_THAT(text, Not(HasSubstr("987654321")));
  EXPECT_THAT(text, HasSubstr(R"(one { secret: "***" plain: "p1" })"));
  EXPECT_THAT(text,
              HasSubstr(R"(many { secret: "***" } many { plain: "p3" } many { secret: "***" plain: "p4" })"));
  EXPECT_THAT(text, HasSubstr(R"(name: "ci")"));
}

TEST_F(SensitiveShapesTest, RedactedText_LeavesTheMessageAlone) {
  const std::string before = outer_->SerializeAsString();
  RedactedText(*outer_);
  EXPECT_EQ(outer_->SerializeAsString(), before);
}

TEST(SensitiveTest, RedactedText_ShowsOurMessagesWithoutTheirSecrets) {
  v1::RegisterAccountRequest registration;
  registration.set_username("alice");
  registration.set_registration_token("7def4e5a-9780-4200-b826-f5cb17df1c0d");
  EXPECT_EQ(RedactedText(registration), R"(username: "alice" registration_token: "***" )");
  v1::CreateKeyResponse created;
  created.set_secret_key("cpk_0123456789");
  EXPECT_EQ(RedactedText(created), R"(secret_key: "***" )");
}

TEST(SensitiveTest, RedactedText_SaysNothingOfASecretThatIsNotSet) {
  v1::CreateSecretRequest request;
  request.set_key("HF_TOKEN");
  EXPECT_EQ(RedactedText(request), R"(key: "HF_TOKEN" )");
}

}  // namespace
}  // namespace chutesd::rpc
