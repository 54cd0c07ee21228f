#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "tests/unit/client/fake_platform.h"
#include "tests/unit/client/sample_replies.h"
#include "tests/unit/config/temp_folder.h"

// Where a new key's secret goes, and where its scopes come from.
namespace chutes {
namespace {

using chutesd::config::ModeOf;
using chutesd::config::ReadText;
using chutesd::config::TempFolder;
using chutesd::config::WriteText;
namespace method = rpc::method;

constexpr char kNewSecret[] = "cpk_madeup.madeup.secret";

TEST(KeysCreate, QuietPrintsTheSecretAlone) {
  FakePlatform platform;
  platform.Answer(method::kCreateKey, SampleCreatedKey());
  EXPECT_EQ(platform.Run({"keys", "create", "--name", "k", "--admin", "--quiet"}), 0);
  EXPECT_EQ(platform.out, std::string(kNewSecret) + "\n");
  EXPECT_EQ(platform.err, "");
}

TEST(KeysCreate, WritesTheSecretToANewFileOfTheOwnersAndDoesNotShowIt) {
  const TempFolder folder;
  FakePlatform platform;
  platform.folder = folder.path();
  platform.Answer(method::kCreateKey, SampleCreatedKey());
  EXPECT_EQ(platform.Run({"keys", "create", "--name", "k", "--admin", "--output-file", "key.txt"}), 0);
  EXPECT_EQ(ReadText(folder / "key.txt"), std::string(kNewSecret) + "\n");
  EXPECT_EQ(ModeOf(folder / "key.txt"), 0600U);
  EXPECT_EQ(platform.both.find(kNewSecret), std::string::npos);
  EXPECT_NE(platform.err.find(folder / "key.txt"), std::string::npos);
}

TEST(KeysCreate, MakesNoKeyIfTheFileIsThereOrCannotBe) {
  const TempFolder folder;
  WriteText(folder / "key.txt", "mine");
  for (const std::string& path : {folder / "key.txt", folder / "none/key.txt"}) {
    FakePlatform platform;
    EXPECT_EQ(platform.Run({"keys", "create", "--name", "k", "--admin", "--output-file", path}), 2) << path;
    EXPECT_TRUE(platform.calls.empty());
    EXPECT_NE(platform.err.find("--output-file"), std::string::npos);
  }
  EXPECT_EQ(ReadText(folder / "key.txt"), "mine");
}

TEST(KeysCreate, LeavesNoFileBehindIfThereIsNoKey) {
  const TempFolder folder;
  FakePlatform platform;
  rpc::CallError error;
  error.reason = chutesd::Reason::kKeyNameTaken;
  platform.AnswerError(method::kCreateKey, error);
  EXPECT_EQ(platform.Run({"keys", "create", "--name", "k", "--admin", "--output-file", folder / "key.txt"}),
            6);
  EXPECT_TRUE(folder.Names().empty());
}

TEST(KeysCreate, NamesTheAccountOfALostKeyToDelete) {
  rpc::CallError error;
  error.reason = chutesd::Reason::kKeyNameTaken;
  error.message = "taken";
  error.facts = {{"api_key_id", "k"}, {"problem", "secret_lost"}};
  FakePlatform platform;
  platform.AnswerError(method::kCreateKey, error);
  platform.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(platform.Run({"keys", "create", "--name", "x", "--admin"}), 6);
  EXPECT_EQ(platform.err,
            "chutes: taken\n  next: chutes keys delete k   (of account alice; then create it again)\n");

  error.facts["account"] = "carol";
  FakePlatform told;
  told.AnswerError(method::kCreateKey, error);
  EXPECT_EQ(told.Run({"keys", "create", "--name", "x", "--admin"}), 6);
  EXPECT_NE(told.err.find("(of account carol; "), std::string::npos) << told.err;
  EXPECT_EQ(told.calls.size(), 1U) << "the daemon has said whose it is";
}

TEST(KeysCreate, ShowsItsWarnings) {
  FakePlatform platform;
  auto reply = SampleCreatedKey();
  reply.add_warnings()->set_text("never matches");
  platform.Answer(method::kCreateKey, reply);
  EXPECT_EQ(platform.Run({"keys", "create", "--name", "k", "--images", "--output", "json"}), 0);
  EXPECT_EQ(platform.err, "warning: never matches\n");
}

TEST(KeysCreate, ReadsItsScopesFromAFileOrStandardInput) {
  const TempFolder folder;
  const std::string document = R"([{"object_type": "chutes", "action": "invoke"}])";
  WriteText(folder / "scopes.json", document);
  for (const std::string& source : {"@" + (folder / "scopes.json"), std::string("-")}) {
    FakePlatform platform;
    platform.input = document;
    platform.Answer(method::kCreateKey, SampleCreatedKey());
    EXPECT_EQ(platform.Run({"keys", "create", "--name", "k", "--json-input", source}), 0) << platform.err;
    const auto request = platform.Seen<chutesd::v1::CreateKeyRequest>(0);
    ASSERT_EQ(request.scopes_size(), 1);
    EXPECT_EQ(request.scopes(0).action(), chutesd::v1::ACTION_INVOKE);
  }
}

TEST(KeysCreate, NamesThePathOfWhatIsWrongInAFileOfScopes) {
  const TempFolder folder;
  WriteText(folder / "scopes.json", R"({"scopes": [{"object_type": "chutes"}, {"action": "invoke"}]})");
  FakePlatform platform;
  EXPECT_EQ(platform.Run({"keys", "create", "--name", "k", "--json-input", "@" + (folder / "scopes.json")}),
            2);
  EXPECT_NE(platform.err.find("$.scopes[1].object_type: is missing"), std::string::npos) << platform.err;
  EXPECT_TRUE(platform.calls.empty());
}

TEST(KeysList, ShowsWhereActionsComeFromAndWhichSecretsAreLost) {
  auto reply = SampleKeys();
  reply.mutable_keys(1)->set_in_ledger(true);
  reply.mutable_keys(1)->set_secret_lost(true);
  chutesd::v1::Warning& lost = *reply.add_warnings();
  lost.set_code("KEY_SECRET_LOST");
  lost.set_text("the secret of X is lost");
  (*lost.mutable_facts())["api_key_id"] = "X";
  FakePlatform json;
  json.Answer(method::kListKeys, reply);
  json.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(json.Run({"keys", "list", "--output", "json"}), 0);
  EXPECT_NE(json.out.find(R"("action_source": "ledger",)"), std::string::npos);
  EXPECT_NE(json.out.find(R"("secret_lost": true)"), std::string::npos);
  EXPECT_EQ(json.err,
            "warning: the secret of X is lost\n"
            "  next: chutes keys delete X   (of account alice; then create it again)\n");
  FakePlatform table;
  table.Answer(method::kListKeys, reply);
  table.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(table.Run({"keys", "list"}), 0);
  // An action that was not asked for means all of them, once it is known that none was.
  EXPECT_NE(table.out.find(R"(secret lost, {"action": "invoke")"), std::string::npos) << table.out;
  EXPECT_NE(table.out.find(R"({"action": "all", "object_type": "images")"), std::string::npos) << table.out;
  EXPECT_NE(table.out.find(R"({"action": "?", "object_type": "invocations")"), std::string::npos);
}

}  // namespace
}  // namespace chutes
