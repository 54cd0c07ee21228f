#include <gtest/gtest.h>

#include "client/rpc/rpc.h"
#include "tests/unit/client/fake_platform.h"
#include "tests/unit/client/golden.h"
#include "tests/unit/client/sample_replies.h"
#include "tests/unit/config/temp_folder.h"

namespace chutes {
namespace {

namespace method = rpc::method;

chutesd::v1::ListKeysResponse NoKeys() { return {}; }

rpc::CallError Refused(chutesd::Reason reason, const std::string& message) {
  rpc::CallError error;
  error.reason = reason;
  error.message = message;
  return error;
}

TEST(KeysList, AsksForTheDocumentedPage) {
  FakePlatform platform;
  platform.Answer(method::kListKeys, SampleKeys());
  EXPECT_EQ(platform.Run({"keys", "list"}), 0);
  auto request = platform.Seen<chutesd::v1::ListKeysRequest>(0);
  EXPECT_EQ(request.page_size(), 25);
  EXPECT_EQ(request.skip(), 0);
  EXPECT_EQ(request.name(), "");
  EXPECT_EQ(platform.err, "");
  ExpectGolden("keys_pipe.txt", platform.out);

  platform.Answer(method::kListKeys, NoKeys());
  EXPECT_EQ(platform.Run({"keys", "list", "--name", "ci", "--limit", "10", "--page", "3"}), 0);
  request = platform.Seen<chutesd::v1::ListKeysRequest>(1);
  EXPECT_EQ(request.page_size(), 10);
  EXPECT_EQ(request.skip(), 30);
  EXPECT_EQ(request.name(), "ci");
}

TEST(KeysList, DrawsATableOnATerminalAndSaysWhatComesNext) {
  FakePlatform platform;
  platform.out_is_terminal = true;
  platform.width = 80;
  chutesd::v1::ListKeysResponse reply = SampleKeys();
  reply.set_total_size(60);
  platform.Answer(method::kListKeys, reply);
  EXPECT_EQ(platform.Run({"keys", "list", "--limit", "3", "--page", "2", "--name", "a b"}), 0);
  ExpectGolden("keys_box_80.txt", platform.out);
  EXPECT_EQ(platform.err,
            "An action shown as ? is not known: the API never tells, and the key was not made through this "
            "daemon.\n"
            "7 to 9 of 60. Next: chutes keys list --name 'a b' --limit 3 --page 3\n");
}

TEST(KeysList, SaysThatThereIsNothingOnATerminalAndKeepsTheHeaderInAPipe) {
  FakePlatform platform;
  platform.Answer(method::kListKeys, NoKeys());
  EXPECT_EQ(platform.Run({"keys", "list"}), 0);
  EXPECT_EQ(platform.out, "ID\tName\tAdmin\tScopes\n");
  FakePlatform terminal;
  terminal.out_is_terminal = true;
  terminal.Answer(method::kListKeys, NoKeys());
  EXPECT_EQ(terminal.Run({"keys", "list"}), 0);
  EXPECT_EQ(terminal.out, "");
  EXPECT_EQ(terminal.err, "There are no API keys. Make one: chutes keys create --help\n");
}

TEST(KeysList, WritesJsonWhateverStandardOutputIs) {
  FakePlatform platform;
  platform.out_is_terminal = true;
  platform.Answer(method::kListKeys, SampleKeys());
  EXPECT_EQ(platform.Run({"keys", "list", "--output", "json"}), 0);
  ExpectGolden("keys.json", platform.out);
  EXPECT_EQ(platform.err, "");
}

TEST(EveryCommand, SendsTheSelectorTimeoutAndSocket) {
  FakePlatform platform;
  platform.variables["CHUTES_API_URL"] = "http://127.0.0.1:8080";
  platform.Answer(method::kListSecrets, SampleSecrets());
  EXPECT_EQ(
      platform.Run({"--config-path", "~/prod.ini", "--timeout", "5", "--socket=~/s", "secrets", "list"}), 0);
  const auto request = platform.Seen<chutesd::v1::ListSecretsRequest>(0);
  EXPECT_EQ(request.session().config_path(), "/home/alice/prod.ini");
  EXPECT_EQ(request.session().config_path_origin(), chutesd::v1::ORIGIN_OPTION);
  EXPECT_EQ(request.session().api_url(), "http://127.0.0.1:8080");
  EXPECT_NEAR(static_cast<double>(platform.calls[0].timeout.count()), 5000, 500);
  EXPECT_EQ(platform.endpoints.at(0).path, "/home/alice/s");
  EXPECT_FALSE(platform.endpoints.at(0).is_default);
}

TEST(EveryCommand, LooksForTheSocketInTheRuntimeFolder) {
  const chutesd::config::TempFolder runtime;
  FakePlatform platform;
  platform.variables["XDG_RUNTIME_DIR"] = runtime.path();
  platform.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(platform.Run({"status"}), 0);
  EXPECT_EQ(platform.endpoints.at(0).path, runtime / "chutesd/chutesd.sock");
  EXPECT_TRUE(platform.endpoints.at(0).is_default);
  EXPECT_EQ(platform.err.find("XDG_RUNTIME_DIR"), std::string::npos) << platform.err;
}

TEST(EveryCommand, GoesToTheHomeFolderWithoutARuntimeFolderOfItsOwnAndSaysSoOnce) {
  FakePlatform platform;
  platform.variables["XDG_RUNTIME_DIR"] = "/nonexistent/$(id -u)";
  platform.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(platform.Run({"status"}), 0);
  EXPECT_EQ(platform.endpoints.at(0).path, "/home/alice/.chutes/run/chutesd.sock");
  EXPECT_TRUE(platform.endpoints.at(0).is_default);
  const std::size_t said = platform.err.find("XDG_RUNTIME_DIR");
  EXPECT_NE(said, std::string::npos) << platform.err;
  EXPECT_EQ(platform.err.find("XDG_RUNTIME_DIR", said + 1), std::string::npos) << platform.err;
}

TEST(EveryCommand, SaysWhatToDoWithoutAPlaceForASocket) {
  FakePlatform platform;
  platform.variables.clear();
  EXPECT_EQ(platform.Run({"whoami"}), 3);
  EXPECT_NE(platform.err.find("  next: name a socket with --socket PATH\n"), std::string::npos)
      << platform.err;
}

TEST(EveryCommand, RefusesAPathThatItCannotResolve) {
  FakePlatform platform;
  EXPECT_EQ(platform.Run({"status", "--config-path", "~bob/c.ini"}), 2);
  EXPECT_EQ(platform.Run({"status", "--socket", "~bob/s"}), 2);
  EXPECT_TRUE(platform.calls.empty());
}

TEST(EveryCommand, ShowsWarningsOnceAndOnStandardError) {
  FakePlatform platform;
  const std::string first = SampleSession().session().warnings(0).text();
  platform.Answer(
      method::kGetSession, SampleSession(),
      {{"CONFIG_READABLE", first, {{"path", "/home/alice/.chutes/config.ini"}}}, {"", "second\x1b", {}}});
  EXPECT_EQ(platform.Run({"status"}), 0);
  EXPECT_EQ(platform.calls.size(), 1U) << "the account is asked for only before something is deleted";
  EXPECT_EQ(platform.err,
            "warning: others can read /home/alice/.chutes/config.ini\n"
            "  next: chmod 600 /home/alice/.chutes/config.ini\n"
            "warning: second\\x1b\n");
  ExpectGolden("status_pipe.txt", platform.out);
}

TEST(EveryCommand, ShowsAnErrorWithItsNextStepAndExitStatus) {
  FakePlatform platform;
  platform.AnswerError(method::kGetKey, Refused(chutesd::Reason::kKeyNotFound, "no key 'x'"));
  EXPECT_EQ(platform.Run({"keys", "get", "x"}), 5);
  EXPECT_EQ(platform.out, "");
  EXPECT_EQ(platform.err, "chutes: no key 'x'\n  next: chutes keys list\n");
}

TEST(EveryCommand, NamesAccountAndDaemonInEveryCommandThatItShows) {
  const auto shown = [](std::vector<std::string> options) {
    FakePlatform platform;
    platform.AnswerError(method::kGetKey, Refused(chutesd::Reason::kKeyNotFound, "no key 'x'"));
    options.insert(options.end(), {"keys", "get", "x"});
    EXPECT_EQ(platform.Run(options), 5);
    return platform.err.substr(platform.err.find("next: "));
  };
  EXPECT_EQ(shown({"--profile", "bob"}), "next: chutes --profile bob keys list\n");
  EXPECT_EQ(shown({"--config-path", "it's b.ini", "--socket", "~/s"}),
            "next: chutes --config-path 'it'\\''s b.ini' --socket '~/s' keys list\n");

  FakePlatform list;
  list.out_is_terminal = true;
  chutesd::v1::ListKeysResponse reply = SampleKeys();
  reply.set_total_size(60);
  list.Answer(method::kListKeys, reply);
  EXPECT_EQ(list.Run({"keys", "list", "--profile", "bob", "--limit", "3"}), 0);
  EXPECT_NE(list.err.find("Next: chutes --profile bob keys list --limit 3 --page 1\n"), std::string::npos)
      << list.err;

  FakePlatform refused;
  EXPECT_EQ(refused.Run({"secrets", "create", "--profile", "bob", "--key", "K", "--value-stdin"}), 2);
  EXPECT_NE(refused.err.find("next: chutes --profile bob secrets create --purpose CHUTE --key K"),
            std::string::npos)
      << refused.err;
}

TEST(EveryCommand, ShowsTheDaemonsWordsWhereItKnowsNone) {
  FakePlatform platform;
  rpc::CallError error = Refused(chutesd::Reason::kUnspecified, "something new");
  error.is_reason_unknown = true;
  error.next_step = "call GetNews";
  platform.AnswerError(method::kGetKey, error);
  EXPECT_EQ(platform.Run({"keys", "get", "x"}), 1);
  EXPECT_EQ(platform.err, "chutes: something new\n  next: call GetNews\n");
}

TEST(EveryCommand, FailsWhenItsOutputIsLost) {
  FakePlatform platform;
  platform.out_works = false;
  platform.Answer(method::kListKeys, SampleKeys());
  EXPECT_EQ(platform.Run({"keys", "list"}), 1);
  EXPECT_NE(platform.err.find("  next: df -h .   ("), std::string::npos);
  EXPECT_EQ(platform.Run({"--help"}), 1);
}

TEST(KeysGet, ShowsTheKey) {
  FakePlatform platform;
  chutesd::v1::GetKeyResponse reply;
  *reply.mutable_key() = SampleKeys().keys(1);
  platform.Answer(method::kGetKey, reply);
  EXPECT_EQ(platform.Run({"keys", "get", "ci", "--output", "json"}), 0);
  EXPECT_EQ(platform.Seen<chutesd::v1::GetKeyRequest>(0).key(), "ci");
  ExpectGolden("key.json", platform.out);
}

TEST(Whoami, ShowsTheAccount) {
  FakePlatform platform;
  chutesd::v1::GetAccountResponse reply;
  *reply.mutable_account() = SampleRegistered().account();
  platform.Answer(method::kGetSession, SampleSession());
  platform.Answer(method::kGetAccount, reply);
  EXPECT_EQ(platform.Run({"whoami", "--output", "json"}), 0);
  ExpectGolden("account.json", platform.out);
}

TEST(Version, WorksWithoutADaemon) {
  FakePlatform platform;
  rpc::CallError error = Refused(chutesd::Reason::kUnspecified, "chutesd is not running");
  error.fault = rpc::Fault::kNoDaemon;
  platform.AnswerError(method::kGetSession, error);
  EXPECT_EQ(platform.Run({"version"}), 0);
  EXPECT_TRUE(platform.out.starts_with("chutes 0.")) << platform.out;
  EXPECT_EQ(platform.err, "the daemon's version is not known: chutesd is not running\n");
  FakePlatform nowhere;
  nowhere.variables.clear();
  EXPECT_EQ(nowhere.Run({"--version", "--output", "json"}), 0);
  EXPECT_NE(nowhere.out.find("\"daemon\": null"), std::string::npos);
}

TEST(Version, ShowsBothAndWarnsWhenTheyDiffer) {
  FakePlatform platform;
  chutesd::v1::GetSessionResponse reply = SampleSession();
  reply.mutable_daemon()->set_version("9.9.9");
  platform.Answer(method::kGetSession, reply);
  EXPECT_EQ(platform.Run({"version"}), 0);
  EXPECT_NE(platform.out.find("chutesd 9.9.9 (0123456789ab)\n"), std::string::npos) << platform.out;
  EXPECT_NE(platform.err.find("  next: chutes daemon restart\n"), std::string::npos);
  EXPECT_TRUE(platform.Seen<chutesd::v1::GetSessionRequest>(0).session().allow_missing());
  EXPECT_LE(platform.calls[0].timeout, std::chrono::seconds(2));
}

}  // namespace
}  // namespace chutes
