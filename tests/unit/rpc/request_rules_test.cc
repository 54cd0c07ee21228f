#include "daemon/rpc/request_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/secrets.pb.h"
#include "tests/unit/rpc/refused_field.h"

namespace chutesd::rpc {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(RequestRulesTest, CheckRequest_TakesAnEmptyRequestAndOneOfExactly64KiB) {
  EXPECT_TRUE(CheckRequest(v1::ListKeysRequest()).ok());
  v1::CreateSecretRequest request;
  request.set_value(std::string(65'532, 'x'));
  ASSERT_EQ(request.ByteSizeLong(), 65'536U);
  EXPECT_TRUE(CheckRequest(request).ok());
  request.mutable_value()->push_back('x');
  EXPECT_EQ(RefusedField(CheckRequest(request)), "value");
}

TEST(RequestRulesTest, CheckRequest_SaysHowLargeButNotWhat) {
  v1::CreateSecretRequest request;
  request.set_key("HF_TOKEN");
  request.set_value(std::string(70'000, 'v'));
  const std::string message(CheckRequest(request).message());
  EXPECT_THAT(message, HasSubstr("at most 65536"));
  EXPECT_THAT(message, HasSubstr("70"));
  EXPECT_THAT(message, Not(HasSubstr("vvv")));
}

TEST(RequestRulesTest, CheckRequest_NamesTheLargestFieldByItsPath) {
  v1::CreateKeyRequest nested;
  nested.set_name(std::string(20'000, 'n'));
  nested.mutable_session()->set_api_url(std::string(50'000, 'u'));
  nested.mutable_session()->set_config_path("/c");
  EXPECT_EQ(RefusedField(CheckRequest(nested)), "session.api_url");

  v1::CreateKeyRequest one_entry;
  one_entry.add_scopes()->set_object_id("a");
  one_entry.add_scopes()->set_object_id(std::string(70'000, 'b'));
  one_entry.add_scopes()->set_object_id("c");
  EXPECT_EQ(RefusedField(CheckRequest(one_entry)), "scopes[1].object_id");

  v1::CreateKeyRequest many_entries;
  for (int i = 0; i < 100; ++i) many_entries.add_scopes()->set_object_id(std::string(1'000, 'x'));
  EXPECT_EQ(RefusedField(CheckRequest(many_entries)), "scopes");

  v1::CreateKeyRequest flat_entries;
  for (int i = 0; i < 40'000; ++i) flat_entries.add_scopes();
  EXPECT_EQ(RefusedField(CheckRequest(flat_entries)), "scopes");
}

TEST(RequestRulesTest, CheckRequest_RefusesEnumValuesOfAnotherVersionByPath) {
  v1::CreateKeyRequest request;
  request.add_scopes()->set_object_type(v1::OBJECT_TYPE_CHUTES);
  request.add_scopes()->set_action(static_cast<v1::Action>(5));
  const Status status = CheckRequest(request);
  EXPECT_EQ(RefusedField(status), "scopes[1].action");
  EXPECT_THAT(std::string(status.message()), HasSubstr("5"));

  v1::GetKeyRequest selector;
  selector.mutable_session()->set_api_url_origin(static_cast<v1::Origin>(77));
  EXPECT_EQ(RefusedField(CheckRequest(selector)), "session.api_url_origin");
  selector.mutable_session()->set_api_url_origin(static_cast<v1::Origin>(-1));
  EXPECT_EQ(RefusedField(CheckRequest(selector)), "session.api_url_origin");
}

TEST(RequestRulesTest, CheckRequest_NamesEveryEnumValueThatItDoesNotKnow) {
  v1::CreateKeyRequest request;
  request.mutable_session()->set_api_url_origin(static_cast<v1::Origin>(77));
  request.add_scopes()->set_action(static_cast<v1::Action>(5));
  request.add_scopes()->set_object_type(static_cast<v1::ObjectType>(9));
  EXPECT_THAT(
      RefusedFields(CheckRequest(request)),
      testing::UnorderedElementsAre("session.api_url_origin", "scopes[0].action", "scopes[1].object_type"));
}

TEST(FieldErrorsTest, TheFirstErrorGivesTheReasonAndAFieldIsNamedOnce) {
  FieldErrors errors;
  EXPECT_TRUE(errors.status().ok());
  EXPECT_EQ(*errors.Or(std::string("x")), "x");
  Failure banned{Reason::kSecretKeyBanned, "key: is banned"};
  banned.violations.push_back({"key", "is banned"});
  errors.Add(OkStatus());
  errors.Add(Status(banned));
  errors.Add("key", "is too long");
  errors.Add("value", "is empty", "give one");
  EXPECT_EQ(errors.status().reason(), Reason::kSecretKeyBanned);
  EXPECT_EQ(errors.status().failure().next_step, "");
  EXPECT_THAT(RefusedFields(errors.Or(1).status()), testing::ElementsAre("key", "value"));
  EXPECT_THAT(errors.status().message(), AllOf(HasSubstr("key"), HasSubstr("value")));
}

TEST(FieldErrorsTest, HasThoseOfEachPartOfARequest) {
  const Status one = FailField("name", "is empty");
  const Status other = FailField("session.api_url", "is too long");
  FieldErrors errors;
  errors.Add(OkStatus());
  errors.Add(other);
  EXPECT_THAT(RefusedFields(errors.status()), testing::ElementsAre("session.api_url"));
  errors.Add(one);
  EXPECT_THAT(RefusedFields(errors.status()), testing::ElementsAre("session.api_url", "name"));
}

TEST(RequestRulesTest, CheckRequest_TakesEveryEnumValueThatItKnows) {
  for (int action = v1::Action_MIN; action <= v1::Action_MAX; ++action) {
    v1::CreateKeyRequest request;
    request.add_scopes()->set_action(static_cast<v1::Action>(action));
    EXPECT_TRUE(CheckRequest(request).ok()) << action;
  }
}

}  // namespace
}  // namespace chutesd::rpc
