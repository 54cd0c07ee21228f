#include "daemon/http/transport_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "daemon/base/failure.h"
#include "tests/unit/base/no_cli.h"

namespace chutesd::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Ending At(Stage stage, std::string detail = "") {
  Ending ending;
  ending.stage = stage;
  ending.authority = "api.chutes.ai:443";
  ending.detail = std::move(detail);
  ending.elapsed = std::chrono::milliseconds(5'000);
  ending.reply_cap = 4'194'304;
  return ending;
}

struct Row {
  CURLcode code;
  Stage stage;
  std::string detail;
  Reason reason;
};

TEST(TransportStatus, GivesEachEndingItsReason) {
  const std::vector<Row> rows = {
      {CURLE_COULDNT_RESOLVE_HOST, Stage::kDns, "Could not resolve host", Reason::kUpstreamUnreachable},
      {CURLE_COULDNT_RESOLVE_PROXY, Stage::kDns, "", Reason::kUpstreamUnreachable},
      {CURLE_COULDNT_CONNECT, Stage::kConnect, "", Reason::kUpstreamUnreachable},
      {CURLE_RECV_ERROR, Stage::kTls, "CONNECT tunnel failed, response 407", Reason::kUpstreamUnreachable},
      {CURLE_OPERATION_TIMEDOUT, Stage::kTls, "", Reason::kUpstreamUnreachable},
      {CURLE_SSL_CONNECT_ERROR, Stage::kTls, "OpenSSL SSL_connect: Connection reset by peer",
       Reason::kUpstreamUnreachable},
      {CURLE_SSL_CONNECT_ERROR, Stage::kTls, "error:0A00042E:SSL routines::tlsv1 alert protocol version",
       Reason::kUpstreamTlsRefused},
      {CURLE_PEER_FAILED_VERIFICATION, Stage::kTls, "self-signed", Reason::kUpstreamTlsRefused},
      {CURLE_SSL_CACERT_BADFILE, Stage::kTls, "", Reason::kUpstreamTlsRefused},
      {CURLE_UNSUPPORTED_PROTOCOL, Stage::kConnect, "", Reason::kApiUrlRefused},
      {CURLE_OUT_OF_MEMORY, Stage::kConnect, "", Reason::kInternal},
      {CURLE_UNSUPPORTED_PROTOCOL, Stage::kFirstByte, "HTTP/0.9", Reason::kUpstreamFailed},
      {CURLE_GOT_NOTHING, Stage::kFirstByte, "", Reason::kUpstreamFailed},
      {CURLE_ABORTED_BY_CALLBACK, Stage::kFirstByte, "", Reason::kUpstreamFailed},
      {CURLE_COULDNT_CONNECT, Stage::kFirstByte, "", Reason::kUpstreamFailed},
      {CURLE_PARTIAL_FILE, Stage::kReply, "", Reason::kUpstreamFailed},
      {CURLE_HTTP2_STREAM, Stage::kReply, "", Reason::kUpstreamFailed},
      {CURLE_OPERATION_TIMEDOUT, Stage::kFirstByte, "", Reason::kTimeout},
      {CURLE_FILESIZE_EXCEEDED, Stage::kReply, "", Reason::kUpstreamTooLarge},
  };
  for (const Row& row : rows) {
    const auto failure = FailureOf(TransportStatus(row.code, At(row.stage, row.detail)));
    ASSERT_TRUE(failure.has_value());
    EXPECT_EQ(ReasonName(failure->reason), ReasonName(row.reason)) << row.code << " " << row.detail;
    EXPECT_FALSE(failure->message.empty());
    EXPECT_FALSE(failure->next_step.empty()) << row.code;
    ExpectNoCliCommand(*failure);
  }
}

TEST(TransportStatus, ReportsAReplyBeyondTheCapWhateverLibcurlCallsIt) {
  Ending ending = At(Stage::kReply);
  ending.too_large = true;
  const auto failure = FailureOf(TransportStatus(CURLE_WRITE_ERROR, ending));
  EXPECT_EQ(failure->reason, Reason::kUpstreamTooLarge);
  EXPECT_THAT(failure->message, HasSubstr("4194304 bytes"));
}

TEST(TransportStatus, NeverQuotesDetailsOnceSomethingWasSent) {
  const auto failure = FailureOf(TransportStatus(CURLE_RECV_ERROR, At(Stage::kReply, "cpk_secret")));
  EXPECT_THAT(failure->message, Not(HasSubstr("cpk_secret")));
}

TEST(TimedOut, NamesTheSlowStage) {
  const std::vector<std::pair<Stage, std::string>> stages = {{Stage::kDns, "(dns)"},
                                                             {Stage::kConnect, "(connect)"},
                                                             {Stage::kTls, "(tls)"},
                                                             {Stage::kFirstByte, "(first byte)"},
                                                             {Stage::kReply, "(total)"}};
  for (const auto& [stage, name] : stages) {
    const auto failure = FailureOf(TransportStatus(CURLE_OPERATION_TIMEDOUT, At(stage)));
    EXPECT_THAT(failure->message, HasSubstr(name));
    EXPECT_THAT(failure->message, HasSubstr("5.0 s"));
    const bool sent = stage == Stage::kFirstByte || stage == Stage::kReply;
    EXPECT_EQ(failure->reason, sent ? Reason::kTimeout : Reason::kUpstreamUnreachable) << name;
    EXPECT_EQ(failure->message.find("nothing was sent") == std::string::npos, sent) << name;
  }
}

TEST(TimedOut, OfTheCallersOwnTimeIsATimeoutThoughNothingWasSent) {
  Ending ending = At(Stage::kConnect);
  ending.deadline_passed = true;
  const auto failure = FailureOf(TransportStatus(CURLE_OPERATION_TIMEDOUT, ending));
  EXPECT_EQ(failure->reason, Reason::kTimeout);
  EXPECT_TRUE(failure->nothing_sent);
  EXPECT_THAT(failure->message, HasSubstr("nothing was sent"));
  EXPECT_EQ(failure->next_step, "");  // what goes for every timeout: a later deadline
}

TEST(CancelledStatus, SaysWhetherTheRequestMayBeOut) {
  EXPECT_THAT(CancelledStatus(At(Stage::kTls)).failure().message, HasSubstr("nothing was sent"));
  const auto failure = FailureOf(CancelledStatus(At(Stage::kFirstByte)));
  EXPECT_EQ(failure->reason, Reason::kCancelled);
  EXPECT_THAT(failure->message, HasSubstr("may have been sent"));
}

}  // namespace
}  // namespace chutesd::http
