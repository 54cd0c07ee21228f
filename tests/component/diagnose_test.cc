#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "chutesd/v1/diagnostics.pb.h"
#include "tests/component/answers_fixture.h"
#include "tests/component/replies.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::component {
namespace {

class DiagnoseTest : public AnswersTest {
 protected:
  std::map<std::string, v1::Verdict> Diagnose() {
    v1::DiagnoseResponse response;
    Call("DiagnosticsService/Diagnose", v1::DiagnoseRequest(), response);
    EXPECT_GT(response.daemon().pid(), 0);
    std::map<std::string, v1::Verdict> verdicts;
    for (const v1::Finding& finding : response.findings()) verdicts[finding.check()] = finding.verdict();
    return verdicts;
  }
};

TEST_F(DiagnoseTest, Diagnose_AsksForAPingAndTheAccountAlone) {
  rig_.http.Reply(200, R"({"message":"pong"})");
  rig_.http.Reply(401, R"({"detail":"Could not find user with hotkey: 5H"})");
  const auto verdicts = Diagnose();
  EXPECT_EQ(Asked(0), "GET https://api.chutes.ai/ping");
  EXPECT_EQ(Asked(1), "GET https://api.chutes.ai/users/me");
  EXPECT_EQ(rig_.http.seen().size(), 2U);
  EXPECT_EQ(verdicts.at("config"), v1::VERDICT_OK);
  EXPECT_EQ(verdicts.at("ping"), v1::VERDICT_OK);
  EXPECT_EQ(verdicts.at("account"), v1::VERDICT_FAILED);
}

TEST_F(DiagnoseTest, Diagnose_ABrokenFileIsAnAnswer) {
  config::WriteText(rig_.config_path(), "[auth\n");
  rig_.http.Reply(200, R"({"message":"pong"})");
  const auto verdicts = Diagnose();
  EXPECT_EQ(verdicts.at("config"), v1::VERDICT_FAILED);
  EXPECT_EQ(verdicts.at("ping"), v1::VERDICT_OK);
  EXPECT_EQ(verdicts.at("account"), v1::VERDICT_SKIPPED);
}

TEST_F(DiagnoseTest, Diagnose_RefusesWhatCannotBeMeant) {
  v1::DiagnoseRequest request;
  v1::DiagnoseResponse response;
  request.set_wallets_path("wallets");
  EXPECT_EQ(client_.Call("chutesd.v1.DiagnosticsService/Diagnose", request, response).code, kInvalidArgument);
  request.clear_wallets_path();
  request.mutable_session()->set_api_url("http://api.example");
  EXPECT_EQ(client_.Call("chutesd.v1.DiagnosticsService/Diagnose", request, response).reason(),
            "API_URL_REFUSED");
  EXPECT_TRUE(rig_.http.seen().empty());
}

}  // namespace
}  // namespace chutesd::component
