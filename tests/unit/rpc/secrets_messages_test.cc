#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "daemon/rpc/secrets_service.h"
#include "tests/unit/rpc/refused_field.h"

namespace chutesd::rpc {
namespace {

constexpr char kId[] = "5682c3e0-3635-58f7-b7f5-694962450dfc";
constexpr char kChute[] = "44b99a8e-6839-5638-90a9-a4a14874a2fc";

v1::CreateSecretRequest GoodRequest() {
  v1::CreateSecretRequest request;
  request.set_purpose("my-llm-chute");
  request.set_key("HF_TOKEN");
  request.set_value("hf_0123456789");
  return request;
}

Result<ops::NewSecret> Checked(const v1::CreateSecretRequest& request) {
  return NewSecretFrom(request.purpose(), request.key(), request.value());
}

TEST(SecretsMessagesTest, NewSecretFrom_NamesTheFieldThatIsWrong) {
  struct Case {
    const char* field;
    std::function<void(v1::CreateSecretRequest&)> spoil;
  };
  const std::vector<Case> cases = {
      {"purpose", [](auto& r) { r.clear_purpose(); }},
      {"purpose", [](auto& r) { r.set_purpose(std::string(257, 'x')); }},
      {"purpose", [](auto& r) { r.set_purpose(std::string("a\0b", 3)); }},
      {"key", [](auto& r) { r.clear_key(); }},
      {"key", [](auto& r) { r.set_key("1TOKEN"); }},
      {"key", [](auto& r) { r.set_key("MY-TOKEN"); }},
      {"key", [](auto& r) { r.set_key(std::string(257, 'x')); }},
      {"key", [](auto& r) { r.set_key("LD_PRELOAD"); }},
      {"value", [](auto& r) { r.clear_value(); }},
      {"value", [](auto& r) { r.set_value(std::string(32 * 1024 + 1, 'x')); }},
      {"value", [](auto& r) { r.set_value(std::string("a\0b", 3)); }},
  };
  for (const Case& c : cases) {
    v1::CreateSecretRequest request = GoodRequest();
    c.spoil(request);
    EXPECT_EQ(RefusedField(Checked(request).status()), c.field);
  }
}

TEST(SecretsMessagesTest, NewSecretFrom_NamesEveryFieldThatIsWrong) {
  v1::CreateSecretRequest request;
  EXPECT_THAT(RefusedFields(Checked(request).status()), testing::ElementsAre("purpose", "key", "value"));
  request = GoodRequest();
  request.set_key("LD_PRELOAD");
  request.clear_value();
  EXPECT_THAT(RefusedFields(Checked(request).status()), testing::ElementsAre("key", "value"));
  EXPECT_THAT(RefusedFields(SecretRefFrom("", std::string(257, 'x'), "1TOKEN").status()),
              testing::ElementsAre("purpose", "key"));
}

TEST(SecretsMessagesTest, SecretListArgsFrom_NamesEveryFieldThatIsWrong) {
  v1::ListSecretsRequest request;
  request.set_page_size(-1);
  request.set_page_token("x");
  EXPECT_THAT(RefusedFields(SecretListArgsFrom(request).status()),
              testing::ElementsAre("page_size", "page_token"));
}

TEST(SecretsMessagesTest, NewSecretFrom_ABannedKeyHasAReasonOfItsOwn) {
  v1::CreateSecretRequest request = GoodRequest();
  request.set_key("PYTHONPATH");
  EXPECT_EQ(Checked(request).failure().reason, Reason::kSecretKeyBanned);
}

TEST(SecretsMessagesTest, NewSecretFrom_NoRefusalQuotesTheValue) {
  v1::CreateSecretRequest request = GoodRequest();
  request.set_value("hunter2-" + std::string(32 * 1024, 'x'));
  const Failure failure = Checked(request).failure();
  EXPECT_EQ(failure.message.find("hunter2"), std::string::npos);
  EXPECT_EQ(failure.violations[0].description.find("hunter2"), std::string::npos);
}

TEST(SecretsMessagesTest, NewSecretFrom_TakesTheLargestThatIsAllowed) {
  v1::CreateSecretRequest request;
  request.set_purpose(std::string(256, 'x'));
  request.set_key(std::string(256, 'K'));
  request.set_value(std::string(32 * 1024, 'x'));
  const auto secret = Checked(request);
  ASSERT_TRUE(secret.ok()) << secret.status();
  EXPECT_EQ(secret->purpose, request.purpose());
  EXPECT_EQ(secret->key, request.key());
  EXPECT_EQ(secret->value.Reveal(), request.value());
}

TEST(SecretsMessagesTest, SecretRefFrom_WantsAUuid) {
  for (const std::string& id : {std::string(), std::string("HF_TOKEN"), std::string(kId) + "0",
                                std::string(36, '-'), std::string(5000, 'x')}) {
    EXPECT_EQ(RefusedField(SecretRefFrom(id, "", "").status()), "secret_id") << id;
  }
  EXPECT_EQ(SecretRefFrom(kId, "", "")->secret_id, kId);
}

TEST(SecretsMessagesTest, SecretRefFrom_TakesAnIdOrAChuteAndAKeyButNotBoth) {
  const auto named = SecretRefFrom("", "my-chute", "HF_TOKEN");
  ASSERT_TRUE(named.ok()) << named.status();
  EXPECT_EQ(named->purpose, "my-chute");
  EXPECT_EQ(named->key, "HF_TOKEN");
  EXPECT_EQ(RefusedField(SecretRefFrom(kId, "my-chute", "").status()), "secret_id");
  EXPECT_EQ(RefusedField(SecretRefFrom("", "my-chute", "").status()), "key");
  EXPECT_EQ(RefusedField(SecretRefFrom("", "", "HF_TOKEN").status()), "purpose");
}

TEST(SecretsMessagesTest, SecretRefFrom_QuotesNoHalfCharacter) {
  const std::string message(SecretRefFrom(std::string(62, 'x') + "\u20ac\u20ac", "", "").status().message());
  EXPECT_NE(message.find("x..."), std::string::npos) << message;
}

TEST(SecretsMessagesTest, SecretListArgsFrom_NamesTheFieldThatIsWrong) {
  v1::ListSecretsRequest request;
  request.set_page_size(-1);
  EXPECT_EQ(RefusedField(SecretListArgsFrom(request).status()), "page_size");
  request.set_page_size(0);
  request.set_skip(-1);
  EXPECT_EQ(RefusedField(SecretListArgsFrom(request).status()), "skip");
  request.set_skip(3);
  const auto args = SecretListArgsFrom(request);
  ASSERT_TRUE(args.ok());
  EXPECT_EQ(args->offset, 3);
  EXPECT_EQ(args->size, 25);
  request.set_page_token("x");
  EXPECT_EQ(RefusedField(SecretListArgsFrom(request).status()), "page_token");
}

TEST(SecretsMessagesTest, FillSecretList_CopiesEveryMemberAndNamesTheNextPage) {
  model::Page<model::Secret> page;
  page.items.push_back(
      {kId, kChute, "HF_TOKEN", model::Time(std::chrono::microseconds(1'759'580'686'000'001))});
  page.total = 26;
  v1::ListSecretsRequest request;
  v1::ListSecretsResponse response;
  FillSecretList(page, request, response);
  ASSERT_EQ(response.secrets_size(), 1);
  EXPECT_EQ(response.secrets(0).secret_id(), kId);
  EXPECT_EQ(response.secrets(0).purpose(), kChute);
  EXPECT_EQ(response.secrets(0).key(), "HF_TOKEN");
  EXPECT_EQ(response.secrets(0).create_time().seconds(), 1'759'580'686);
  EXPECT_EQ(response.secrets(0).create_time().nanos(), 1'000);
  EXPECT_EQ(response.total_size(), 26);
  request.set_page_token(response.next_page_token());
  EXPECT_EQ(SecretListArgsFrom(request)->offset, 25);
}

}  // namespace
}  // namespace chutesd::rpc
