#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "daemon/api/upstream_status.h"
#include "daemon/base/failure.h"
#include "tests/fakes/fake_http.h"

// The answers that were recorded from the real server, judged.
namespace chutesd::api {
namespace {

struct Verdict {
  Operation operation;
  Reason reason;
};

const std::map<std::string, Verdict>& Verdicts() {
  static const std::map<std::string, Verdict> verdicts = {
      {"ping slash", {Operation::kPing, Reason::kUpstreamUnauthenticated}},
      {"register no token", {Operation::kRegisterUser, Reason::kRegistrationTokenRefused}},
      {"register bad name 'ab'", {Operation::kRegisterUser, Reason::kUpstreamInvalid}},
      {"register no username", {Operation::kRegisterUser, Reason::kUpstreamInvalid}},
      {"register bad json", {Operation::kRegisterUser, Reason::kUpstreamInvalid}},
      {"register content-type text/plain", {Operation::kRegisterUser, Reason::kUpstreamInvalid}},
      {"register sig not hex", {Operation::kRegisterUser, Reason::kUpstreamUnauthenticated}},
      {"register again same hotkey", {Operation::kRegisterUser, Reason::kHotkeyRegistered}},
      {"register again, token expired", {Operation::kRegisterUser, Reason::kRegistrationTokenRefused}},
      {"register 429", {Operation::kRegisterUser, Reason::kUpstreamRateLimited}},
      {"me nonce -601", {Operation::kGetUser, Reason::kUpstreamNonceRefused}},
      {"me nonce +601", {Operation::kGetUser, Reason::kUpstreamNonceRefused}},
      {"me missing Nonce", {Operation::kGetUser, Reason::kUpstreamUnauthenticated}},
      {"me ss58 prefix 0", {Operation::kGetUser, Reason::kHotkeyNotRegistered}},
      {"me hotkey garbage", {Operation::kGetUser, Reason::kUpstreamUnauthenticated}},
      {"me trailing slash", {Operation::kGetUser, Reason::kUpstreamNotFound}},
      {"key create no admin", {Operation::kCreateKey, Reason::kUpstreamInvalid}},
      {"key create name 25", {Operation::kCreateKey, Reason::kUpstreamInvalid}},
      {"key create scope no type", {Operation::kCreateKey, Reason::kUpstreamInvalid}},
      {"key create scopes null", {Operation::kCreateKey, Reason::kOutcomeUnknown}},
      {"keys list slashless hotkey", {Operation::kListKeys, Reason::kUpstreamNotFound}},
      {"keys list slashless admin key", {Operation::kListKeys, Reason::kUpstreamNotFound}},
      {"keys list ?page=-1", {Operation::kListKeys, Reason::kUpstreamFailed}},
      {"keys list ?page=abc", {Operation::kListKeys, Reason::kUpstreamInvalid}},
      {"key get name", {Operation::kGetKey, Reason::kKeyNotFound}},
      {"key delete twice", {Operation::kDeleteKey, Reason::kKeyNotFound}},
      {"secret dup", {Operation::kCreateSecret, Reason::kSecretExists}},
      {"secret name matches two", {Operation::kCreateSecret, Reason::kOutcomeUnknown}},
      {"secret unknown chute", {Operation::kCreateSecret, Reason::kChuteNotFound}},
      {"secret key PYTHONPATH", {Operation::kCreateSecret, Reason::kSecretKeyBanned}},
      {"secret affine other key", {Operation::kCreateSecret, Reason::kUpstreamForbidden}},
      {"secret no purpose", {Operation::kCreateSecret, Reason::kUpstreamInvalid}},
  };
  return verdicts;
}

TEST(RecordedErrors, HaveTheRightReason) {
  std::ifstream transcript(CHUTES_TEST_DATA "/vectors/server-transcript.jsonl");
  std::size_t judged = 0;
  for (std::string row; std::getline(transcript, row);) {
    const auto record = nlohmann::json::parse(row);
    const auto verdict = Verdicts().find(record["case"].get<std::string>());
    if (verdict == Verdicts().end()) continue;
    ++judged;
    const http::HttpResponse response =
        http::FakeHttp::Response(record["status"], record["response"].get<std::string>());
    const Status status = UpstreamStatus({verdict->second.operation, ""}, response, "",
                                         std::chrono::system_clock::time_point());
    ASSERT_FALSE(status.ok()) << verdict->first;
    EXPECT_EQ(ReasonName(status.failure().reason), ReasonName(verdict->second.reason)) << verdict->first;
    EXPECT_EQ(status.message().find("topsecret"), std::string::npos) << status;
  }
  EXPECT_EQ(judged, Verdicts().size());
}

}  // namespace
}  // namespace chutesd::api
