#include <gtest/gtest.h>

#include "client/rpc/rpc.h"
#include "tests/unit/client/fake_world.h"
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
  FakeWorld world;
  world.out_is_terminal = true;
  world.err_is_terminal = true;
  world.Answer(method::kCreateKey, SampleCreatedKey());
  EXPECT_EQ(world.Run({"keys", "create", "--name", "my-key", "--chutes", "--action", "invoke"}), 0);
  const auto request = world.Seen<chutesd::v1::CreateKeyRequest>(0);
  EXPECT_EQ(request.name(), "my-key");
  ASSERT_EQ(request.scopes_size(), 1);
  EXPECT_EQ(request.scopes(0).action(), chutesd::v1::ACTION_INVOKE);
  ExpectGolden("key_created.json", world.out);
  ExpectGolden("key_created_terminal.txt", world.both);
}

TEST(KeysCreate, KeepsTheSecretOutOfAStandardErrorThatIsNoTerminal) {
  FakeWorld world;
  world.Answer(method::kCreateKey, SampleCreatedKey());
  EXPECT_EQ(world.Run({"keys", "create", "--name", "my-key", "--admin"}), 0);
  EXPECT_EQ(Count(world.out, kSecret), 1U);
  EXPECT_EQ(Count(world.err, kSecret), 0U);
  EXPECT_NE(world.err.find("\"Authorization: Basic SECRET_KEY\""), std::string::npos);
}

TEST(KeysCreate, WritesNothingButTheObjectAsJson) {
  FakeWorld world;
  world.err_is_terminal = true;
  world.Answer(method::kCreateKey, SampleCreatedKey());
  EXPECT_EQ(world.Run({"keys", "create", "--name", "my-key", "--admin", "--output", "json"}), 0);
  ExpectGolden("key_created.json", world.out);
  EXPECT_EQ(world.err, "");
}

TEST(KeysCreate, SaysHowToGoOnWhenTheSecretCouldNotBeShown) {
  FakeWorld world;
  world.out_works = false;
  world.Answer(method::kCreateKey, SampleCreatedKey());
  world.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(world.Run({"keys", "create", "--name", "my-key", "--admin"}), 1);
  EXPECT_EQ(Count(world.err, kSecret), 0U);
  EXPECT_NE(world.err.find("  next: chutes keys delete " + kKeyId + "   (of account alice; "),
            std::string::npos)
      << world.err;

  FakeWorld terminal;
  terminal.out_works = false;
  terminal.err_is_terminal = true;
  terminal.Answer(method::kCreateKey, SampleCreatedKey());
  EXPECT_EQ(terminal.Run({"keys", "create", "--name", "my-key", "--admin"}), 1);
  EXPECT_EQ(Count(terminal.err, kSecret), 1U);
}

TEST(KeysCreate, DoesNothingWhenTheSecretCouldNotBeShownAnyway) {
  FakeWorld world;
  world.out_is_open = false;
  EXPECT_EQ(world.Run({"keys", "create", "--name", "my-key", "--admin"}), 1);
  EXPECT_TRUE(world.calls.empty());
}

TEST(KeysCreate, TellsWhereToLookWhenTheOutcomeIsNotKnown) {
  FakeWorld world;
  world.AnswerError(method::kCreateKey, Lost());
  EXPECT_EQ(world.Run({"keys", "create", "--name", "my-key", "--admin"}), 3);
  EXPECT_EQ(world.err,
            "chutes: the connection broke; whether the change was made is not known\n"
            "  next: chutes keys list   (a key whose secret was lost is marked there)\n");
}

TEST(KeysDelete, AsksOnATerminalAndDeletesById) {
  for (const std::string answer : {"y\n", "yes\n", "y"}) {
    FakeWorld world;
    world.in_is_terminal = world.err_is_terminal = true;
    world.now = kSampleTime + 3 * 86400;
    world.input = answer;
    world.Answer(method::kGetKey, FoundKey());
    world.Answer(method::kDeleteKey, chutesd::v1::DeleteKeyResponse());
    EXPECT_EQ(world.Run({"keys", "delete", "old"}), 0);
    EXPECT_EQ(world.Seen<chutesd::v1::GetKeyRequest>(0).key(), "old");
    EXPECT_EQ(world.Seen<chutesd::v1::DeleteKeyRequest>(1).key(), kKeyId);
    EXPECT_EQ(world.out, "");
    EXPECT_EQ(world.err, "Delete API key 'ci-cd-for-the-größte-fleet' (" + kKeyId +
                             ", made 3 days ago)? What uses it will lose access. [y/N] "
                             "API key deleted: ci-cd-for-the-größte-fleet (" +
                             kKeyId + ")\nThe API may still take it for up to two minutes.\n");
  }
}

TEST(KeysDelete, DeletesNothingUnlessToldTo) {
  for (const std::string answer : {"n\n", "\n", "", "yess\n", "yyyyyyyyyyyyyyyyyyyyyyyyy\n"}) {
    FakeWorld world;
    world.in_is_terminal = world.err_is_terminal = true;
    world.input = answer;
    world.Answer(method::kGetKey, FoundKey());
    EXPECT_EQ(world.Run({"keys", "delete", "old"}), 1);
    EXPECT_EQ(world.calls.size(), 1U);
    EXPECT_TRUE(world.err.ends_with("Nothing was deleted.\n")) << world.err;
  }
}

TEST(Deleting, NeedsYesWithoutATerminal) {
  FakeWorld world;
  world.input = "y\n";
  world.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(world.Run({"keys", "delete", "a b", "--profile", "bob"}), 2);
  EXPECT_NE(world.err.find("  next: chutes --profile bob keys delete 'a b' --yes   (of account alice)\n"),
            std::string::npos)
      << world.err;
  EXPECT_TRUE(world.Seen<chutesd::v1::GetSessionRequest>(0).session().config_path().ends_with("/bob.ini"));
  world.AnswerError(method::kGetSession, Lost());
  EXPECT_EQ(world.Run({"secrets", "delete", "s"}), 2);
  EXPECT_NE(world.err.find("  next: chutes secrets delete s --yes\n"), std::string::npos) << world.err;
  EXPECT_EQ(world.calls.size(), 2U) << "nothing but whose account it is";
}

TEST(KeysDelete, AnswersInJson) {
  FakeWorld world;
  world.Answer(method::kGetKey, FoundKey());
  world.Answer(method::kDeleteKey, chutesd::v1::DeleteKeyResponse());
  EXPECT_EQ(world.Run({"keys", "delete", "old", "--yes", "--output", "json"}), 0);
  EXPECT_EQ(world.out, "{\n  \"api_key_id\": \"" + kKeyId +
                           "\",\n  \"name\": \"ci-cd-for-the-größte-fleet\",\n  \"deleted\": true\n}\n");
}

TEST(SecretsCreate, BlanksTheValueOnTheCommandLine) {
  FakeWorld world;
  chutesd::v1::CreateSecretResponse reply;
  *reply.mutable_secret() = SampleSecrets().secrets(0);
  world.Answer(method::kCreateSecret, reply);
  EXPECT_EQ(
      world.Run({"secrets", "create", "--purpose", "my-chute", "--key", "HF_TOKEN", "--value", "hf_canary"}),
      0);
  EXPECT_EQ(world.blanked.back(), "xxxxxxxxx");
  const auto request = world.Seen<chutesd::v1::CreateSecretRequest>(0);
  EXPECT_EQ(request.purpose(), "my-chute");
  EXPECT_EQ(request.key(), "HF_TOKEN");
  EXPECT_EQ(request.value(), "hf_canary");
  EXPECT_EQ(Count(world.err, "warning: --value shows the secret"), 1U);
  EXPECT_TRUE(world.err.ends_with("Secret created successfully\n"));
  EXPECT_EQ(Count(world.both, "hf_canary"), 0U);
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
    FakeWorld world;
    world.input = input;
    world.Answer(method::kCreateSecret, chutesd::v1::CreateSecretResponse());
    EXPECT_EQ(world.Run(line), 0);
    EXPECT_EQ(world.Seen<chutesd::v1::CreateSecretRequest>(0).value(), value);
  }
  for (const std::string& input :
       {std::string(), std::string("\n"), std::string("\xff"), std::string(32769, 'v')}) {
    FakeWorld world;
    world.input = input;
    EXPECT_EQ(world.Run(line), 2);
    EXPECT_TRUE(world.calls.empty());
  }
  FakeWorld terminal;
  terminal.in_is_terminal = true;
  EXPECT_EQ(terminal.Run(line), 2);
}

TEST(SecretsDelete, DeletesWhatWasShown) {
  FakeWorld world;
  chutesd::v1::GetSecretResponse found;
  *found.mutable_secret() = SampleSecrets().secrets(0);
  world.Answer(method::kGetSecret, found);
  world.Answer(method::kDeleteSecret, chutesd::v1::DeleteSecretResponse());
  EXPECT_EQ(world.Run({"secrets", "delete", "2C26B46B-68FF-5C68-8FF9-9B453C1D3041", "--yes"}), 0);
  EXPECT_EQ(world.Seen<chutesd::v1::DeleteSecretRequest>(1).secret_id(), found.secret().secret_id());
}

class Register : public testing::Test {
 protected:
  Register() { world_.input = "11111111-2222-4333-8444-555555555555\n"; }
  int Run(std::vector<std::string> more = {}) {
    std::vector<std::string> line = {"register", "--username", "alice", "--wallet",
                                     "w",        "--hotkey",   "h",     "--token-stdin"};
    line.insert(line.end(), more.begin(), more.end());
    return world_.Run(line);
  }
  FakeWorld world_;
};

TEST_F(Register, SendsWhatWasTyped) {
  world_.Answer(method::kRegisterAccount, SampleRegistered());
  EXPECT_EQ(Run({"--wallets-path", "w", "--config-path", "new.ini", "--force"}), 0);
  const auto request = world_.Seen<chutesd::v1::RegisterAccountRequest>(0);
  EXPECT_EQ(request.username(), "alice");
  EXPECT_EQ(request.wallet(), "w");
  EXPECT_EQ(request.hotkey(), "h");
  EXPECT_EQ(request.wallets_path(), "/project/w");
  EXPECT_EQ(request.registration_token(), "11111111-2222-4333-8444-555555555555");
  EXPECT_EQ(request.session().config_path(), "/project/new.ini");
  EXPECT_TRUE(request.overwrite_config());
  ExpectGolden("registered_pipe.txt", world_.out);
}

TEST_F(Register, ShowsTheFingerprintBeforeAnythingElse) {
  world_.out_is_terminal = world_.err_is_terminal = true;
  world_.Answer(method::kRegisterAccount, SampleRegistered());
  EXPECT_EQ(Run(), 0);
  ExpectGolden("registered_terminal.txt", world_.both);
  EXPECT_EQ(Count(world_.both, SampleRegistered().fingerprint()), 1U);
}

TEST_F(Register, ShowsTheFingerprintEvenIfTheConfigWasNotWritten) {
  chutesd::v1::RegisterAccountResponse reply = SampleRegistered();
  reply.set_config_error("no space left on the device");
  world_.Answer(method::kRegisterAccount, reply);
  EXPECT_EQ(Run(), 1);
  EXPECT_TRUE(world_.out.starts_with("Field\tValue\nFingerprint\t" + reply.fingerprint() + "\n"));
  EXPECT_NE(world_.err.find("config file was not written: no space left on the device\n  next: "),
            std::string::npos);
}

TEST_F(Register, SaysThatTheFingerprintWasLostAndDoesNotPassForSuccess) {
  chutesd::v1::RegisterAccountResponse reply = SampleRegistered();
  reply.clear_fingerprint();
  reply.set_fingerprint_lost(true);
  world_.out_is_terminal = world_.err_is_terminal = true;
  world_.Answer(method::kRegisterAccount, reply);
  EXPECT_EQ(Run(), 7);
  EXPECT_NE(world_.err.find("the reply with its fingerprint was lost"), std::string::npos);
  EXPECT_EQ(world_.both.find("Fingerprint: "), std::string::npos);
  EXPECT_EQ(world_.err.find("successfully"), std::string::npos);
}

TEST_F(Register, DoesNothingWithoutAnOutput) {
  world_.out_is_open = false;
  EXPECT_EQ(Run(), 1);
  EXPECT_TRUE(world_.calls.empty());
}

TEST_F(Register, BlanksTheTokenOnTheCommandLine) {
  world_.Answer(method::kRegisterAccount, SampleRegistered());
  EXPECT_EQ(world_.Run({"register", "--username", "a", "--wallet", "w", "--hotkey", "h", "--token=canary"}),
            0);
  EXPECT_EQ(world_.blanked.back(), "--token=xxxxxx");
}

}  // namespace
}  // namespace chutes
