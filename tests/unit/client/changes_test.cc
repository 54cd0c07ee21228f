#include <gtest/gtest.h>

#include "client/rpc/rpc.h"
#include "tests/unit/client/fake_platform.h"
#include "tests/unit/client/golden.h"
#include "tests/unit/client/sample_replies.h"

namespace chutes {
namespace {

namespace method = rpc::method;

constexpr std::string_view kSecret = "cpk_madeup.madeup.secret";
const std::string kKeyId = SampleKeys().keys(1).api_key_id();

std::size_t Count(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

rpc::CallError Lost() {
  rpc::CallError error;
  error.fault = rpc::Fault::kLost;
  error.message = "the connection broke";
  error.outcome_unknown = true;
  return error;
}

chutesd::v1::GetKeyResponse FoundKey() {
  chutesd::v1::GetKeyResponse reply;
  *reply.mutable_key() = SampleKeys().keys(1);
  return reply;
}

TEST(KeysCreate, ShowsTheSecretOnceAndTheDocumentedTalkOnATerminal) {
  FakePlatform platform;
  platform.out_is_terminal = true;
  platform.err_is_terminal = true;
  platform.Answer(method::kCreateKey, SampleCreatedKey());
  EXPECT_EQ(platform.Run({"keys", "create", "--name", "my-key", "--chutes", "--action", "invoke"}), 0);
  const auto request = platform.Seen<chutesd::v1::CreateKeyRequest>(0);
  EXPECT_EQ(request.name(), "my-key");
  ASSERT_EQ(request.scopes_size(), 1);
  EXPECT_EQ(request.scopes(0).action(), chutesd::v1::ACTION_INVOKE);
  ExpectGolden("key_created.json", platform.out);
  ExpectGolden("key_created_terminal.txt", platform.both);
}

TEST(KeysCreate, KeepsTheSecretOutOfAStandardErrorThatIsNoTerminal) {
  FakePlatform platform;
  platform.Answer(method::kCreateKey, SampleCreatedKey());
  EXPECT_EQ(platform.Run({"keys", "create", "--name", "my-key", "--admin"}), 0);
  EXPECT_EQ(Count(platform.out, kSecret), 1U);
  EXPECT_EQ(Count(platform.err, kSecret), 0U);
  EXPECT_NE(platform.err.find("\"Authorization: Basic SECRET_KEY\""), std::string::npos);
}

TEST(KeysCreate, WritesNothingButTheObjectAsJson) {
  FakePlatform platform;
  platform.err_is_terminal = true;
  platform.Answer(method::kCreateKey, SampleCreatedKey());
  EXPECT_EQ(platform.Run({"keys", "create", "--name", "my-key", "--admin", "--output", "json"}), 0);
  ExpectGolden("key_created.json", platform.out);
  EXPECT_EQ(platform.err, "");
}

TEST(KeysCreate, SaysHowToGoOnWhenTheSecretCouldNotBeShown) {
  FakePlatform platform;
  platform.out_works = false;
  platform.Answer(method::kCreateKey, SampleCreatedKey());
  platform.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(platform.Run({"keys", "create", "--name", "my-key", "--admin"}), 1);
  EXPECT_EQ(Count(platform.err, kSecret), 0U);
  EXPECT_NE(platform.err.find("  next: chutes keys delete " + kKeyId + "   (of account alice; "),
            std::string::npos)
      << platform.err;

  FakePlatform terminal;
  terminal.out_works = false;
  terminal.err_is_terminal = true;
  terminal.Answer(method::kCreateKey, SampleCreatedKey());
  EXPECT_EQ(terminal.Run({"keys", "create", "--name", "my-key", "--admin"}), 1);
  EXPECT_EQ(Count(terminal.err, kSecret), 1U);
}

TEST(KeysCreate, DoesNothingWhenTheSecretCouldNotBeShownAnyway) {
  FakePlatform platform;
  platform.out_is_open = false;
  EXPECT_EQ(platform.Run({"keys", "create", "--name", "my-key", "--admin"}), 1);
  EXPECT_TRUE(platform.calls.empty());
}

TEST(KeysCreate, TellsWhereToLookWhenTheOutcomeIsNotKnown) {
  FakePlatform platform;
  platform.AnswerError(method::kCreateKey, Lost());
  EXPECT_EQ(platform.Run({"keys", "create", "--name", "my-key", "--admin"}), 3);
  EXPECT_EQ(platform.err,
            "chutes: the connection broke; whether the change was made is not known\n"
            "  next: chutes keys list   (a key whose secret was lost is marked there)\n");
}

TEST(KeysDelete, AsksOnATerminalAndDeletesById) {
  for (const std::string answer : {"y\n", "yes\n", "y"}) {
    FakePlatform platform;
    platform.in_is_terminal = platform.err_is_terminal = true;
    platform.now = kSampleTime + 3 * 86400;
    platform.input = answer;
    platform.Answer(method::kGetKey, FoundKey());
    platform.Answer(method::kDeleteKey, chutesd::v1::DeleteKeyResponse());
    EXPECT_EQ(platform.Run({"keys", "delete", "old"}), 0);
    EXPECT_EQ(platform.Seen<chutesd::v1::GetKeyRequest>(0).key(), "old");
    EXPECT_EQ(platform.Seen<chutesd::v1::DeleteKeyRequest>(1).key(), kKeyId);
    EXPECT_EQ(platform.out, "");
    EXPECT_EQ(platform.err, "Delete API key 'ci-cd-for-the-größte-fleet' (" + kKeyId +
                                ", made 3 days ago)? What uses it will lose access. [y/N] "
                                "API key deleted: ci-cd-for-the-größte-fleet (" +
                                kKeyId + ")\nThe API may still take it for up to two minutes.\n");
  }
}

TEST(KeysDelete, DeletesNothingUnlessToldTo) {
  for (const std::string answer : {"n\n", "\n", "", "yess\n", "yyyyyyyyyyyyyyyyyyyyyyyyy\n"}) {
    FakePlatform platform;
    platform.in_is_terminal = platform.err_is_terminal = true;
    platform.input = answer;
    platform.Answer(method::kGetKey, FoundKey());
    EXPECT_EQ(platform.Run({"keys", "delete", "old"}), 1);
    EXPECT_EQ(platform.calls.size(), 1U);
    EXPECT_TRUE(platform.err.ends_with("Nothing was deleted.\n")) << platform.err;
  }
}

TEST(Deleting, NeedsYesWithoutATerminal) {
  FakePlatform platform;
  platform.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(platform.Run({"keys", "delete", "a b", "--profile", "bob"}), 2);
  EXPECT_NE(platform.err.find("  next: chutes --profile bob keys delete 'a b' --yes   (of account alice)\n"),
            std::string::npos)
      << platform.err;
  EXPECT_TRUE(platform.Seen<chutesd::v1::GetSessionRequest>(0).session().config_path().ends_with("/bob.ini"));
  platform.AnswerError(method::kGetSession, Lost());
  EXPECT_EQ(platform.Run({"secrets", "delete", "s"}), 2);
  EXPECT_NE(platform.err.find("  next: chutes secrets delete s --yes\n"), std::string::npos) << platform.err;
  EXPECT_EQ(platform.calls.size(), 2U) << "nothing but whose account it is";
}

TEST(KeysDelete, AnswersInJson) {
  FakePlatform platform;
  platform.Answer(method::kGetKey, FoundKey());
  platform.Answer(method::kDeleteKey, chutesd::v1::DeleteKeyResponse());
  EXPECT_EQ(platform.Run({"keys", "delete", "old", "--yes", "--output", "json"}), 0);
  EXPECT_EQ(platform.out, "{\n  \"api_key_id\": \"" + kKeyId +
                              "\",\n  \"name\": \"ci-cd-for-the-größte-fleet\",\n  \"deleted\": true\n}\n");
}

TEST(SecretsCreate, BlanksTheValueOnTheCommandLine) {
  FakePlatform platform;
  chutesd::v1::CreateSecretResponse reply;
  *reply.mutable_secret() = SampleSecrets().secrets(0);
  platform.Answer(method::kCreateSecret, reply);
  EXPECT_EQ(platform.Run(
                {"secrets", "create", "--purpose", "my-chute", "--key", "HF_TOKEN", "--value", "hf_canary"}),
            0);
  EXPECT_EQ(platform.blanked.back(), "xxxxxxxxx");
  const auto request = platform.Seen<chutesd::v1::CreateSecretRequest>(0);
  EXPECT_EQ(request.purpose(), "my-chute");
  EXPECT_EQ(request.key(), "HF_TOKEN");
  EXPECT_EQ(request.value(), "hf_canary");
  EXPECT_EQ(Count(platform.err, "warning: --value shows the secret"), 1U);
  EXPECT_TRUE(platform.err.ends_with("Secret created successfully\n"));
  EXPECT_EQ(Count(platform.both, "hf_canary"), 0U);
}

TEST(SecretsCreate, ReadsTheValueFromStandardInput) {
  const std::vector<std::string> line = {"secrets", "create", "--purpose",    "p",
                                         "--key",   "k",      "--value-stdin"};
  const std::vector<std::pair<std::string, std::string>> good = {
      {"value\n", "value"},
      {"value", "value"},
      {"two\nlines\r\n", "two\nlines"},
      {"v\n\n", "v\n"},
      {std::string(32768, 'v') + "\n", std::string(32768, 'v')}};
  for (const auto& [input, value] : good) {
    FakePlatform platform;
    platform.input = input;
    platform.Answer(method::kCreateSecret, chutesd::v1::CreateSecretResponse());
    EXPECT_EQ(platform.Run(line), 0);
    EXPECT_EQ(platform.Seen<chutesd::v1::CreateSecretRequest>(0).value(), value);
  }
  for (const std::string& input :
       {std::string(), std::string("\n"), std::string("\xff"), std::string(32769, 'v')}) {
    FakePlatform platform;
    platform.input = input;
    EXPECT_EQ(platform.Run(line), 2);
    EXPECT_TRUE(platform.calls.empty());
  }
  FakePlatform terminal;
  terminal.in_is_terminal = true;
  EXPECT_EQ(terminal.Run(line), 2);
}

TEST(SecretsDelete, DeletesWhatWasShown) {
  FakePlatform platform;
  chutesd::v1::GetSecretResponse found;
  *found.mutable_secret() = SampleSecrets().secrets(0);
  platform.Answer(method::kGetSecret, found);
  platform.Answer(method::kDeleteSecret, chutesd::v1::DeleteSecretResponse());
  EXPECT_EQ(platform.Run({"secrets", "delete", "2C26B46B-68FF-5C68-8FF9-9B453C1D3041", "--yes"}), 0);
  EXPECT_EQ(platform.Seen<chutesd::v1::DeleteSecretRequest>(1).secret_id(), found.secret().secret_id());
}

class Register : public testing::Test {
 protected:
  Register() { platform_.input = "11111111-2222-4333-8444-555555555555\n"; }
  int Run(std::vector<std::string> more = {}) {
    std::vector<std::string> line = {"register", "--username", "alice", "--wallet",
                                     "w",        "--hotkey",   "h",     "--token-stdin"};
    line.insert(line.end(), more.begin(), more.end());
    return platform_.Run(line);
  }
  FakePlatform platform_;
};

TEST_F(Register, SendsWhatWasTyped) {
  platform_.Answer(method::kRegisterAccount, SampleRegistered());
  EXPECT_EQ(Run({"--wallets-path", "w", "--config-path", "new.ini", "--force"}), 0);
  const auto request = platform_.Seen<chutesd::v1::RegisterAccountRequest>(0);
  EXPECT_EQ(request.username(), "alice");
  EXPECT_EQ(request.wallet(), "w");
  EXPECT_EQ(request.hotkey(), "h");
  EXPECT_EQ(request.wallets_path(), "/project/w");
  EXPECT_EQ(request.registration_token(), "11111111-2222-4333-8444-555555555555");
  EXPECT_EQ(request.session().config_path(), "/project/new.ini");
  EXPECT_TRUE(request.overwrite_config());
  ExpectGolden("registered_pipe.txt", platform_.out);
}

TEST_F(Register, ShowsTheFingerprintBeforeAnythingElse) {
  platform_.out_is_terminal = platform_.err_is_terminal = true;
  platform_.Answer(method::kRegisterAccount, SampleRegistered());
  EXPECT_EQ(Run(), 0);
  ExpectGolden("registered_terminal.txt", platform_.both);
  EXPECT_EQ(Count(platform_.both, SampleRegistered().fingerprint()), 1U);
}

TEST_F(Register, ShowsTheFingerprintEvenIfTheConfigWasNotWritten) {
  chutesd::v1::RegisterAccountResponse reply = SampleRegistered();
  reply.set_config_error("no space left on the device");
  platform_.Answer(method::kRegisterAccount, reply);
  EXPECT_EQ(Run(), 1);
  EXPECT_TRUE(platform_.out.starts_with("Field\tValue\nFingerprint\t" + reply.fingerprint() + "\n"));
  EXPECT_NE(platform_.err.find(": no space left on the device\n  next: chutes register --restore --wallet "),
            std::string::npos);
}

TEST_F(Register, SaysThatTheFingerprintWasLostAndDoesNotPassForSuccess) {
  chutesd::v1::RegisterAccountResponse reply = SampleRegistered();
  reply.clear_fingerprint();
  reply.set_fingerprint_lost(true);
  platform_.out_is_terminal = platform_.err_is_terminal = true;
  platform_.Answer(method::kRegisterAccount, reply);
  EXPECT_EQ(Run(), 7);
  EXPECT_NE(platform_.err.find("  next: chutes refinger\n"), std::string::npos) << platform_.err;
  EXPECT_EQ(platform_.both.find("Fingerprint: "), std::string::npos);
  EXPECT_EQ(platform_.err.find("successfully"), std::string::npos);
}

TEST_F(Register, DoesNothingWithoutAnOutput) {
  platform_.out_is_open = false;
  EXPECT_EQ(Run(), 1);
  EXPECT_TRUE(platform_.calls.empty());
}

TEST_F(Register, BlanksTheTokenOnTheCommandLine) {
  platform_.Answer(method::kRegisterAccount, SampleRegistered());
  EXPECT_EQ(
      platform_.Run({"register", "--username", "a", "--wallet", "w", "--hotkey", "h", "--token=canary"}), 0);
  EXPECT_EQ(platform_.blanked.back(), "--token=xxxxxx");
}

}  // namespace
}  // namespace chutes
