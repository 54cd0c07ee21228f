#include <gtest/gtest.h>

#include "client/render/account_view.h"
#include "client/render/keys_view.h"
#include "client/render/next_step.h"
#include "client/render/table.h"
#include "tests/unit/client/golden.h"
#include "tests/unit/client/sample_replies.h"

namespace chutes::render {
namespace {

const Form kJson = {.json = true};

TEST(KeysTable, FitsTheTerminalAndNeverCutsIds) {
  for (const std::size_t width : {40U, 80U, 120U, 0U}) {
    ExpectGolden("keys_box_" + std::to_string(width) + ".txt", KeysView(SampleKeys(), {}, {true, width}));
  }
}

TEST(KeysTable, IsTabSeparatedForPrograms) {
  ExpectGolden("keys_pipe.txt", KeysView(SampleKeys(), {}, {false, 40}));
}

TEST(KeysJson, HasStableNames) { ExpectGolden("keys.json", KeysView(SampleKeys(), {0, 25}, kJson)); }

TEST(KeysTable, LooksLikeTheSpecification) {
  chutesd::v1::ListKeysResponse reply;
  AddKey("key_123", "admin", true, reply);
  AddKey("key_456", "ci-cd", false, reply)->add_scopes()->set_action(chutesd::v1::ACTION_INVOKE);
  ExpectGolden("keys_specification.txt", KeysView(reply, {}, {true, 0}));
}

TEST(KeysTable, SurvivesHostileNames) {
  ExpectGolden("keys_hostile_box.txt", KeysView(HostileKeys(), {}, {true, 80}));
  ExpectGolden("keys_hostile_pipe.txt", KeysView(HostileKeys(), {}, {false, 0}));
  ExpectGolden("keys_hostile.json", KeysView(HostileKeys(), {2, 10}, kJson));
}

TEST(KeyTable, ShowsEverythingAboutOneKey) {
  ExpectGolden("key_box.txt", KeyView(SampleKeys().keys(1), {true, 0}));
  ExpectGolden("key.json", KeyView(SampleKeys().keys(1), kJson));
}

TEST(CreatedKeyJson, BeginsAsTheSpecificationShowsIt) {
  ExpectGolden("key_created.json", CreatedKeyJson(SampleCreatedKey()));
}

TEST(SecretsTable, FitsTheTerminalAndNeverCutsIds) {
  for (const std::size_t width : {40U, 80U, 120U}) {
    ExpectGolden("secrets_box_" + std::to_string(width) + ".txt",
                 SecretsView(SampleSecrets(), {}, {true, width}));
  }
  ExpectGolden("secrets_pipe.txt", SecretsView(SampleSecrets(), {}, {}));
  ExpectGolden("secrets.json", SecretsView(SampleSecrets(), {1, 2}, kJson));
}

TEST(SecretTable, ShowsOneSecret) {
  ExpectGolden("secret_box.txt", SecretView(SampleSecrets().secrets(0), {true, 0}));
  ExpectGolden("secret.json", SecretView(SampleSecrets().secrets(0), kJson));
}

TEST(StatusTable, SaysWhereEachValueCameFrom) {
  ExpectGolden("status_box.txt", StatusView(SampleSession(), {true, 0}));
  ExpectGolden("status_pipe.txt", StatusView(SampleSession(), {}));
  ExpectGolden("status.json", StatusView(SampleSession(), kJson));
}

TEST(StatusTable, ShowsASessionWithoutAnAccount) {
  ExpectGolden("status_empty.txt", StatusView({}, {}));
  ExpectGolden("status_empty.json", StatusView({}, kJson));
}

TEST(WhoamiTable, ShowsTheAccountAndHowItWasAskedFor) {
  const chutesd::v1::Account account = SampleRegistered().account();
  ExpectGolden("account_box.txt", WhoamiView(account, SampleSession().session(), {true, 0}));
  ExpectGolden("account.json", WhoamiView(account, SampleSession().session(), kJson));
  ExpectGolden("account_empty.json", WhoamiView({}, {}, kJson));
}

TEST(RegisteredJson, PutsTheFingerprintFirst) {
  ExpectGolden("registered.json", RegisteredView(SampleRegistered(), kJson));
  ExpectGolden("registered_pipe.txt", RegisteredView(SampleRegistered(), {}));
}

TEST(ErrorText, HasWhatWhyAndNext) {
  rpc::CallError error;
  error.message = "the name is taken\x1b[2J";
  error.violations = {{"name", "is taken"}, {"scopes[0].object_type", "is not known\n"}};
  error.retry_after = std::chrono::milliseconds(1001);
  error.next = ChutesCommand("keys create --name other");
  EXPECT_EQ(ErrorText(error, {}),
            "chutes: the name is taken\\x1b[2J\n"
            "  name: is taken\n"
            "  scopes[0].object_type: is not known\\n\n"
            "  wait: 2 s\n"
            "  next: chutes keys create --name other\n");
}

TEST(ErrorText, DoesNotSayTheSameTwice) {
  rpc::CallError error;
  error.message = "name: is too long";
  error.violations = {{"name", "is too long"}};
  EXPECT_EQ(ErrorText(error, {}), "chutes: name: is too long\n");
  error.message = "the name is too long";
  error.violations = {{"name", "the name is too long"}};
  EXPECT_EQ(ErrorText(error, {}), "chutes: the name is too long\n");
}

TEST(WarningText, IsOneSafeLine) { EXPECT_EQ(WarningText({"", "a\nb", {}}, {}), "warning: a\\nb\n"); }

TEST(WarningText, SaysWhatToDoOnALineOfItsOwn) {
  EXPECT_EQ(WarningText({"CONFIG_READABLE", "others can read it", {{"path", "/a b"}}}, {}),
            "warning: others can read it\n  next: chmod 600 '/a b'\n");
  EXPECT_EQ(WarningText({"OF_A_LATER_DAEMON", "something", {}}, {}), "warning: something\n");
}

}  // namespace
}  // namespace chutes::render
