#include "tests/unit/client/fake_platform.h"
#include "tests/unit/client/sample_replies.h"
#include "tests/unit/config/temp_folder.h"

// Where a secret's value comes from, `secrets set`, and secrets named by chute and key.
namespace chutes {
namespace {

using chutesd::config::TempFolder;
using chutesd::config::WriteText;
namespace method = rpc::method;

const std::vector<std::string> kSet = {"secrets", "set", "--purpose", "my-chute", "--key", "HF_TOKEN"};

std::vector<std::string> Set(std::vector<std::string> more) {
  std::vector<std::string> words = kSet;
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

chutesd::v1::SetSecretResponse Replaced() {
  chutesd::v1::SetSecretResponse reply;
  *reply.mutable_secret() = SampleSecrets().secrets(0);
  reply.set_replaced(true);
  return reply;
}

TEST(SecretsSet, ReadsTheValueFromAFileLessOneNewline) {
  const TempFolder folder;
  WriteText(folder / "value", "two\nlines\n");
  FakePlatform platform;
  platform.Answer(method::kSetSecret, Replaced());
  EXPECT_EQ(platform.Run(Set({"--value-file", folder / "value"})), 0) << platform.err;
  const auto request = platform.Seen<chutesd::v1::SetSecretRequest>(0);
  EXPECT_EQ(request.value(), "two\nlines");
  EXPECT_EQ(request.purpose(), "my-chute");
  EXPECT_EQ(request.key(), "HF_TOKEN");
  EXPECT_EQ(platform.err, "Secret replaced successfully\n");
}

TEST(SecretsSet, TakesTheValueFromAVariable) {
  FakePlatform platform;
  platform.variables["TOKEN"] = "hf_x";
  platform.Answer(method::kSetSecret, Replaced());
  EXPECT_EQ(platform.Run(Set({"--value-env", "TOKEN"})), 0);
  EXPECT_EQ(platform.Seen<chutesd::v1::SetSecretRequest>(0).value(), "hf_x");
}

TEST(SecretsSet, NamesTheSourceThatHasNoValue) {
  const TempFolder folder;
  WriteText(folder / "empty", "\n");
  WriteText(folder / "binary", "\xff\xfe");
  WriteText(folder / "large", std::string((32U << 10U) + 3, 'x'));
  const std::vector<std::vector<std::string>> sources = {
      {"--value-env", "NOT_SET"},         {"--value-file", folder / "none"},
      {"--value-file", folder / "empty"}, {"--value-file", folder / "binary"},
      {"--value-file", folder / "large"}, {"--value-file", folder.path()}};
  for (const std::vector<std::string>& source : sources) {
    FakePlatform platform;
    EXPECT_EQ(platform.Run(Set(source)), 2) << source[1];
    EXPECT_NE(platform.err.find(source[0]), std::string::npos) << platform.err;
    EXPECT_TRUE(platform.calls.empty());
  }
}

TEST(SecretsSet, WantsOneSource) {
  for (const auto& more : {std::vector<std::string>{}, {"--value-env", "A", "--value-file", "b"}}) {
    FakePlatform platform;
    EXPECT_EQ(platform.Run(Set(more)), 2);
    EXPECT_NE(platform.err.find("next: chutes secrets set --purpose my-chute --key HF_TOKEN --value-stdin"),
              std::string::npos)
        << platform.err;
  }
}

TEST(SecretsGet, NamesASecretByItsChuteAndKey) {
  FakePlatform platform;
  chutesd::v1::GetSecretResponse reply;
  *reply.mutable_secret() = SampleSecrets().secrets(0);
  reply.add_warnings()->set_text("look again");
  platform.Answer(method::kGetSecret, reply);
  EXPECT_EQ(platform.Run({"secrets", "get", "--purpose", "my-chute", "--key", "HF_TOKEN"}), 0);
  const auto request = platform.Seen<chutesd::v1::GetSecretRequest>(0);
  EXPECT_EQ(request.secret_id(), "");
  EXPECT_EQ(request.purpose(), "my-chute");
  EXPECT_EQ(request.key(), "HF_TOKEN");
  EXPECT_EQ(platform.err, "warning: look again\n");
  EXPECT_NE(platform.out.find("my-llm-chute"), std::string::npos);
}

TEST(SecretsGet, WantsAnIdOrBothOfTheOthers) {
  const std::vector<std::vector<std::string>> wrong = {
      {}, {"--purpose", "c"}, {"--key", "K"}, {"id", "--purpose", "c", "--key", "K"}};
  for (const std::vector<std::string>& words : wrong) {
    std::vector<std::string> line = {"secrets", "get"};
    line.insert(line.end(), words.begin(), words.end());
    FakePlatform platform;
    EXPECT_EQ(platform.Run(line), 2);
    EXPECT_TRUE(platform.calls.empty());
  }
}

TEST(SecretsDelete, ByChuteAndKeyDeletesTheIdThatWasFound) {
  FakePlatform platform;
  chutesd::v1::GetSecretResponse found;
  *found.mutable_secret() = SampleSecrets().secrets(0);
  platform.Answer(method::kGetSecret, found);
  platform.Answer(method::kDeleteSecret, chutesd::v1::DeleteSecretResponse());
  EXPECT_EQ(platform.Run({"secrets", "delete", "--purpose", "my-chute", "--key", "HF_TOKEN", "--yes"}), 0);
  EXPECT_EQ(platform.Seen<chutesd::v1::DeleteSecretRequest>(1).secret_id(), found.secret().secret_id());
}

}  // namespace
}  // namespace chutes
