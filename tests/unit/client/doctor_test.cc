#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "chutes/version.h"
#include "chutesd/v1/diagnostics.pb.h"
#include "client/commands/daemon/daemon.h"
#include "client/rpc/endpoint.h"
#include "client/rpc/rpc.h"
#include "tests/unit/client/fake_platform.h"
#include "tests/unit/client/golden.h"
#include "tests/unit/client/sample_replies.h"

namespace chutes {
namespace {

using chutesd::v1::DiagnoseRequest;
using chutesd::v1::DiagnoseResponse;
using chutesd::v1::Verdict;
using testing::HasSubstr;
using testing::Not;

namespace method = rpc::method;

DiagnoseResponse SampleDiagnosis() {
  DiagnoseResponse reply;
  const auto add = [&reply](const std::string& check, Verdict verdict,
                            const std::string& detail) -> chutesd::v1::Finding& {
    chutesd::v1::Finding& finding = *reply.add_findings();
    finding.set_check(check);
    finding.set_verdict(verdict);
    finding.set_detail(detail);
    return finding;
  };
  chutesd::v1::Finding& mode = add("config_mode", chutesd::v1::VERDICT_WARNING, "others can read it\x1b");
  mode.set_code("CONFIG_READABLE");
  (*mode.mutable_facts())["path"] = "/a.ini";
  add("tcp", chutesd::v1::VERDICT_OK, "127.0.0.1:1 takes connections")
      .mutable_duration()
      ->set_nanos(1'250'000);
  add("clock", chutesd::v1::VERDICT_SKIPPED, "not known");
  add("account", chutesd::v1::VERDICT_OK, "the API knows it");
  reply.mutable_daemon()->set_version(std::string(kVersion));
  reply.mutable_daemon()->set_commit("0123456789ab");
  reply.mutable_daemon()->set_pid(4711);
  return reply;
}

chutesd::v1::GetSessionResponse QuietSession() {
  chutesd::v1::GetSessionResponse reply = SampleSession();
  reply.mutable_session()->clear_warnings();
  return reply;
}

rpc::CallError Refused(chutesd::Reason reason, rpc::Code code = rpc::Code::kInvalidArgument) {
  rpc::CallError error;
  error.code = code;
  error.reason = reason;
  error.message = "not so";
  return error;
}

class DoctorTest : public testing::Test {
 protected:
  DoctorTest() {
    platform_.socket_facts.folder = rpc::FileFacts{S_IFDIR | 0700U, 0};
    platform_.socket_facts.socket = rpc::FileFacts{S_IFSOCK | 0600U, 0};
    platform_.socket_facts.lock_holder = 4711;
  }
  FakePlatform platform_;
};

TEST_F(DoctorTest, ShowsItsOwnFindingsAndTheDaemons) {
  platform_.Answer(method::kGetSession, QuietSession());
  platform_.Answer(method::kDiagnose, SampleDiagnosis());
  platform_.out_is_terminal = true;
  EXPECT_EQ(platform_.Run({"doctor", "--wallets-path", "~/w"}), 0) << platform_.err;
  EXPECT_EQ(platform_.Seen<DiagnoseRequest>(1).wallets_path(), "/home/alice/w");
  // The commit is that of the sample; the version changes with the program.
  std::string shown = platform_.out;
  shown.replace(shown.find(kVersion), kVersion.size(), "VERSION");
  ExpectGolden("doctor_terminal.txt", shown);
}

TEST_F(DoctorTest, HasAFormForPrograms) {
  DiagnoseResponse reply = SampleDiagnosis();
  reply.mutable_findings(3)->set_verdict(chutesd::v1::VERDICT_FAILED);
  reply.mutable_findings(3)->set_code("HOTKEY_NOT_REGISTERED");
  reply.mutable_daemon()->set_version("9.9");
  platform_.Answer(method::kGetSession, QuietSession());
  platform_.Answer(method::kDiagnose, reply);
  platform_.Answer(method::kGetSession, QuietSession());  // whose config file the fix replaces
  EXPECT_EQ(platform_.Run({"doctor", "--output", "json"}), 1);
  EXPECT_THAT(platform_.out, HasSubstr(R"("healthy": false)"));
  EXPECT_THAT(platform_.out, HasSubstr(R"("fix": "chutes daemon restart")"));
  EXPECT_THAT(platform_.out, HasSubstr(R"("fix": "chmod 600 /a.ini")"));
  EXPECT_THAT(platform_.out, HasSubstr(R"("fix": "chutes register --force")"));
  EXPECT_THAT(platform_.out, HasSubstr(R"("duration_ms": 1.25)"));
}

TEST_F(DoctorTest, WithoutADaemonItShowsWhatTheClientSees) {
  rpc::CallError error;
  error.fault = rpc::Fault::kNoDaemon;
  error.message = "chutesd is not running";
  error.next = ChutesCommand("daemon start", "or wait");
  platform_.AnswerError(method::kGetSession, error);
  platform_.AnswerError(method::kDiagnose, error);
  platform_.socket_facts = {};
  platform_.variables["CHUTES_CONFIG_PATH"] = "/a.ini";
  platform_.variables["CHUTES_PROFILE"] = "b";
  EXPECT_EQ(platform_.Run({"doctor"}), 1);
  EXPECT_THAT(platform_.out,
              HasSubstr("daemon\tfailed\t-\tchutesd is not running\tchutes daemon start   (or wait)\n"));
  EXPECT_THAT(platform_.out, HasSubstr("socket\tskipped\t"));
  EXPECT_THAT(platform_.out,
              HasSubstr("CHUTES_CONFIG_PATH = /a.ini hides CHUTES_PROFILE = b\tunset CHUTES_CONFIG_PATH"));
}

TEST_F(DoctorTest, ASocketThatCannotBeUsedIsLeftForAnother) {
  rpc::CallError error;
  error.fault = rpc::Fault::kNoDaemon;
  error.message = "you may not use it";
  error.next = ShellCommand("ls -ld /r", "the daemon serves only the user who runs it");
  error.facts = {{"problem", "socket"}};
  platform_.AnswerError(method::kGetSession, error);
  platform_.AnswerError(method::kDiagnose, error);
  EXPECT_EQ(platform_.Run({"doctor"}), 1);
  EXPECT_THAT(platform_.out, HasSubstr("\texport CHUTESD_SOCKET=~/.chutes/run/chutesd.sock\n"));
}

TEST_F(DoctorTest, WhatTheDaemonDoesNotTakeIsFoundAndLeftOut) {
  platform_.variables["CHUTES_API_KEY"] = "hunter2";
  platform_.AnswerError(method::kGetSession, Refused(chutesd::Reason::kApiKeyRefused));
  platform_.Answer(method::kDiagnose, SampleDiagnosis());
  EXPECT_EQ(platform_.Run({"doctor"}), 1);
  EXPECT_THAT(platform_.out, HasSubstr("environment\tfailed\t-\tnot so\tunset CHUTES_API_KEY\n"));
  EXPECT_EQ(platform_.Seen<chutesd::v1::GetSessionRequest>(0).session().api_key(), "hunter2");
  EXPECT_EQ(platform_.Seen<DiagnoseRequest>(1).session().api_key(), "");

  FakePlatform url;
  url.variables["CHUTES_API_URL"] = "ftp://x";
  url.AnswerError(method::kGetSession, Refused(chutesd::Reason::kApiUrlRefused));
  url.Answer(method::kDiagnose, SampleDiagnosis());
  EXPECT_EQ(url.Run({"doctor"}), 1);
  EXPECT_THAT(url.out, HasSubstr("unset CHUTES_API_URL"));
  EXPECT_EQ(url.Seen<DiagnoseRequest>(1).session().api_url(), "");
}

TEST_F(DoctorTest, AnOlderDaemonIsToBeRestarted) {
  platform_.Answer(method::kGetSession, QuietSession());
  platform_.AnswerError(method::kDiagnose, Refused(chutesd::Reason::kUnspecified, rpc::Code::kUnimplemented));
  EXPECT_EQ(platform_.Run({"doctor"}), 1);
  EXPECT_THAT(platform_.out, HasSubstr("\tchutes daemon restart\n"));
}

struct SocketCase {
  const char* name;
  mode_t folder;
  uid_t folder_owner;
  mode_t socket;
  uid_t socket_owner;
  Verdict verdict;
  const char* fix;  // a command of the shell
};

class SocketFindings : public testing::TestWithParam<SocketCase> {};

TEST_P(SocketFindings, NameWhatMendsThem) {
  const SocketCase& param = GetParam();
  rpc::SocketFacts facts;
  facts.self = 1000;
  if (param.folder != 0) facts.folder = rpc::FileFacts{param.folder, param.folder_owner};
  if (param.socket != 0) facts.socket = rpc::FileFacts{param.socket, param.socket_owner};
  const auto findings = commands::JudgeSocketFacts(facts, {"/r/s.sock"}, true);
  EXPECT_EQ(findings.at(0).verdict, param.verdict);
  EXPECT_EQ(findings.at(0).fix.shell, param.fix);
  EXPECT_EQ(findings.at(0).fix.chutes, "");
}

constexpr char kOtherSocket[] = "export CHUTESD_SOCKET=~/.chutes/run/chutesd.sock";
constexpr mode_t kSocketFolder = S_IFDIR | 0700;
constexpr mode_t kSocketFile = S_IFSOCK | 0600;
INSTANTIATE_TEST_SUITE_P(
    Table, SocketFindings,
    testing::Values(SocketCase{"Good", kSocketFolder, 1000, kSocketFile, 1000, chutesd::v1::VERDICT_OK, ""},
                    SocketCase{"Roots", kSocketFolder, 0, kSocketFile, 0, chutesd::v1::VERDICT_OK, ""},
                    SocketCase{"NoFolder", 0, 0, 0, 0, chutesd::v1::VERDICT_SKIPPED, ""},
                    SocketCase{"NoSocket", kSocketFolder, 1000, 0, 0, chutesd::v1::VERDICT_SKIPPED, ""},
                    SocketCase{"OpenFolder", S_IFDIR | 0755, 1000, kSocketFile, 1000,
                               chutesd::v1::VERDICT_WARNING, "chmod 700 /r"},
                    SocketCase{"ForeignFolder", kSocketFolder, 7, kSocketFile, 1000,
                               chutesd::v1::VERDICT_FAILED, kOtherSocket},
                    SocketCase{"NotASocket", kSocketFolder, 1000, S_IFREG | 0600, 1000,
                               chutesd::v1::VERDICT_FAILED, kOtherSocket},
                    SocketCase{"ForeignSocket", kSocketFolder, 1000, kSocketFile, 7,
                               chutesd::v1::VERDICT_FAILED, kOtherSocket},
                    SocketCase{"ShutFolder", S_IFDIR | 0500, 1000, kSocketFile, 1000,
                               chutesd::v1::VERDICT_FAILED, "chmod 700 /r"},
                    SocketCase{"ShutSocket", kSocketFolder, 1000, S_IFSOCK, 1000, chutesd::v1::VERDICT_FAILED,
                               "chmod 600 /r/s.sock"},
                    SocketCase{"OpenSocket", kSocketFolder, 1000, S_IFSOCK | 0666, 1000,
                               chutesd::v1::VERDICT_WARNING, "chmod 600 /r/s.sock"}),
    [](const auto& test) { return test.param.name; });

TEST(SocketFinding, LetsRootNameAnotherUsersSocketAsConnectingDoes) {
  rpc::SocketFacts facts;
  facts.self = 0;
  facts.folder = rpc::FileFacts{kSocketFolder, 1000};
  facts.socket = rpc::FileFacts{kSocketFile, 1000};
  EXPECT_EQ(commands::JudgeSocketFacts(facts, {"/r/s.sock", false}, true).at(0).verdict,
            chutesd::v1::VERDICT_OK);
  EXPECT_EQ(commands::JudgeSocketFacts(facts, {"/r/s.sock", true}, true).at(0).verdict,
            chutesd::v1::VERDICT_FAILED);
}

TEST(LockFinding, TellsADaemonThatHangsFromOneThatIsAway) {
  const auto judged = [](std::optional<pid_t> holder, bool is_reachable) {
    rpc::SocketFacts facts;
    facts.lock_holder = holder;
    return commands::JudgeSocketFacts(facts, {"/r/s.sock"}, is_reachable).at(1);
  };
  EXPECT_EQ(judged(7, true).verdict, chutesd::v1::VERDICT_OK);
  EXPECT_EQ(judged(std::nullopt, false).verdict, chutesd::v1::VERDICT_OK);
  EXPECT_EQ(judged(7, false).verdict, chutesd::v1::VERDICT_FAILED);
  EXPECT_EQ(judged(7, false).fix.shell, "kill 7");
  EXPECT_EQ(judged(std::nullopt, true).verdict, chutesd::v1::VERDICT_WARNING);
}

TEST_F(DoctorTest, RestartsTheDaemonOfASocketThatSomebodyChose) {
  DiagnoseResponse reply = SampleDiagnosis();
  reply.mutable_daemon()->set_version("9.9");
  platform_.Answer(method::kGetSession, QuietSession());
  platform_.Answer(method::kDiagnose, reply);
  EXPECT_EQ(platform_.Run({"doctor", "--socket", "/r/a b.sock"}), 0);
  EXPECT_THAT(platform_.out, HasSubstr("\tchutes --socket '/r/a b.sock' daemon restart\n"));
}

TEST_F(DoctorTest, NamesTheAccountOfWhatItWouldDelete) {
  DiagnoseResponse reply = SampleDiagnosis();
  reply.mutable_findings(3)->set_code("KEY_SECRET_LOST");
  (*reply.mutable_findings(3)->mutable_facts())["api_key_id"] = "k";
  platform_.Answer(method::kGetSession, QuietSession());
  platform_.Answer(method::kDiagnose, reply);
  platform_.Answer(method::kGetSession, QuietSession());
  EXPECT_EQ(platform_.Run({"doctor", "--profile", "bob"}), 0);
  EXPECT_THAT(platform_.out,
              HasSubstr("\tchutes --profile bob keys delete k   (of account alice; then create it again)\n"));
}

TEST(FlockHolder, ReadsTheKernelsTable) {
  constexpr std::string_view kTable =
      "1: POSIX  ADVISORY  WRITE 10 08:01:131 0 EOF\n"
      "2: FLOCK  ADVISORY  WRITE 11 08:01:31 0 EOF\n"
      "3: FLOCK  ADVISORY  WRITE 12 00:2a:131 0 EOF\n"
      "3: -> FLOCK  ADVISORY  WRITE 13 00:2a:131 0 EOF\n"
      "garbage\n";
  EXPECT_EQ(rpc::FlockHolder(kTable, 131), 12);
  EXPECT_EQ(rpc::FlockHolder(kTable, 31), 11);
  EXPECT_EQ(rpc::FlockHolder(kTable, 1), std::nullopt);
  EXPECT_EQ(rpc::FlockHolder("", 131), std::nullopt);
}

}  // namespace
}  // namespace chutes
