#include "client/rpc/unix_rpc.h"

#include <google/protobuf/any.pb.h>
#include <gtest/gtest.h>

#include <csignal>

#include "chutesd/v1/errors.pb.h"
#include "chutesd/v1/keys.pb.h"
#include "tests/unit/client/base64_text.h"
#include "tests/unit/client/get_key_call.h"

namespace chutes::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A warning as it travels in a header.
std::string Encoded(const std::string& text) {
  chutesd::v1::Warning warning;
  warning.set_text(text);
  return Base64(warning.SerializeAsString());
}

TEST(UnixRpc, MakesAGrpcCall) {
  std::map<std::string, std::string> headers;
  std::string body;
  ScriptedServer server([&](ServerConnection& connection) {
    connection.ReadRequest();
    headers = connection.headers;
    body = connection.body;
    Headers initial = kInitial;
    initial.emplace_back("chutesd-warning-bin", Encoded("first"));
    connection.Send(connection.Answer(
        initial, Framed(Reply()),
        {{"grpc-status", "0"}, {"chutesd-warning-bin", Encoded("second") + "," + Encoded("third")}}));
  });
  const Outcome outcome = Call(server.path());
  server.Finish();
  ASSERT_TRUE(outcome.result.ok()) << outcome.result.error->message;
  EXPECT_EQ(outcome.reply.key().name(), "nnnnnnnnnn");
  std::vector<std::string> warnings;
  for (const Warning& warning : outcome.result.warnings) warnings.push_back(warning.text);
  EXPECT_EQ(warnings, (std::vector<std::string>{"first", "second", "third"}));
  EXPECT_EQ(headers[":method"], "POST");
  EXPECT_EQ(headers[":path"], "/chutesd.v1.KeysService/GetKey");
  EXPECT_EQ(headers["content-type"], "application/grpc");
  EXPECT_EQ(headers["te"], "trailers");
  EXPECT_TRUE(headers["user-agent"].starts_with("chutes/"));
  EXPECT_TRUE(headers["grpc-timeout"].ends_with("m"));
  const int timeout = std::stoi(headers["grpc-timeout"]);
  EXPECT_GT(timeout, 10'000);
  EXPECT_LE(timeout, 20'000);
  chutesd::v1::GetKeyRequest request;
  EXPECT_TRUE(request.ParseFromString(body.substr(kFrameHeaderSize)));
  EXPECT_EQ(request.key(), "k");
}

TEST(UnixRpc, ReadsAnAnswerThatComesByteByByte) {
  const Outcome outcome = CallServer([](ServerConnection& connection) {
    connection.ReadRequest();
    for (const char byte : connection.Answer(kInitial, Framed(Reply()), {{"grpc-status", "0"}})) {
      connection.Send({&byte, 1});
    }
  });
  ASSERT_TRUE(outcome.result.ok()) << outcome.result.error->message;
  EXPECT_EQ(outcome.reply.key().name(), "nnnnnnnnnn");
}

TEST(UnixRpc, MovesLargeMessagesBothWays) {
  constexpr std::size_t kLarge = std::size_t{3} << 20U;
  std::size_t request_size = 0;
  ScriptedServer server([&](ServerConnection& connection) {
    connection.ReadRequest();
    request_size = connection.body.size();
    connection.Send(connection.Answer(kInitial, Framed(Reply(kLarge)), {{"grpc-status", "0"}}));
    connection.ReadToEnd();  // window updates
  });
  const Outcome outcome = Call(server.path(), milliseconds(20'000), kLarge);
  server.Finish();
  ASSERT_TRUE(outcome.result.ok()) << outcome.result.error->message;
  EXPECT_EQ(outcome.reply.key().name().size(), kLarge);
  EXPECT_GT(request_size, kLarge);
}

TEST(UnixRpc, ReadsTrailersAlone) {
  const Outcome outcome = CallServer([](ServerConnection& connection) {
    connection.ReadRequest();
    Headers headers = kInitial;
    headers.emplace_back("grpc-status", "5");
    headers.emplace_back("grpc-message", "no key %27x%27 %E7%95%8C");
    connection.Send(connection.AnswerTrailers(headers));
  });
  ASSERT_FALSE(outcome.result.ok());
  EXPECT_EQ(outcome.result.error->fault, Fault::kAnswered);
  EXPECT_EQ(outcome.result.error->code, Code::kNotFound);
  EXPECT_EQ(outcome.result.error->message, "no key 'x' 界");
}

TEST(UnixRpc, DoesNotKnowTheOutcomeWhenTheConnectionBreaks) {
  for (const std::size_t part : {0U, 9U, 60U}) {
    const Outcome outcome = CallServer([part](ServerConnection& connection) {
      connection.ReadRequest();
      connection.Send(connection.Answer(kInitial, Framed(Reply()), {{"grpc-status", "0"}}).substr(0, part));
    });
    ASSERT_FALSE(outcome.result.ok());
    EXPECT_EQ(outcome.result.error->fault, Fault::kLost);
    EXPECT_TRUE(outcome.result.error->outcome_unknown);
  }
}

TEST(UnixRpc, RefusesWhatIsNotHttp2) {
  for (const std::string& garbage : {std::string("HTTP/1.1 400 Bad Request\r\n\r\n"), std::string(1000, '\0'),
                                     std::string(1000, '\xff')}) {
    const Outcome outcome = CallServer([&garbage](ServerConnection& connection) {
      connection.Send(garbage);
      connection.ReadToEnd();
    });
    ASSERT_FALSE(outcome.result.ok());
    EXPECT_EQ(outcome.result.error->fault, Fault::kMalformed);
  }
}

TEST(UnixRpc, BoundsAnswerAndHeaders) {
  const Outcome body = CallServer([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.Send(connection.Answer(kInitial, std::string((std::size_t{16} << 20U) + 1, 'x'), {}));
    connection.ReadToEnd();
  });
  ASSERT_FALSE(body.result.ok());
  EXPECT_NE(body.result.error->message.find("larger than 16 MiB"), std::string::npos)
      << body.result.error->message;
  const Outcome headers = CallServer([](ServerConnection& connection) {
    connection.ReadRequest();
    Headers initial = kInitial;
    Headers trailers = {{"grpc-status", "0"}};
    for (int i = 0; i < 40; ++i) {
      initial.emplace_back("chutesd-warning-bin", std::string(1000, 'A'));
      trailers.emplace_back("chutesd-warning-bin", std::string(1000, 'A'));
    }
    connection.Send(connection.Answer(initial, Framed(Reply()), trailers));
    connection.ReadToEnd();
  });
  ASSERT_FALSE(headers.result.ok());
  EXPECT_EQ(headers.result.error->fault, Fault::kMalformed);
}

TEST(UnixRpc, GivesUpInTimeAndTellsTheDaemon) {
  std::optional<std::uint32_t> reset;
  ScriptedServer server([&](ServerConnection& connection) {
    connection.ReadRequest();
    connection.ReadToEnd();
    reset = connection.reset;
  });
  const auto start = steady_clock::now();
  const Outcome outcome = Call(server.path(), milliseconds(50));
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(10));
  server.Finish();
  ASSERT_FALSE(outcome.result.ok());
  EXPECT_EQ(outcome.result.error->fault, Fault::kTimeout);
  EXPECT_EQ(outcome.result.error->message, "chutesd did not answer within 0.05 s");
  EXPECT_TRUE(outcome.result.error->outcome_unknown);
  EXPECT_EQ(reset, std::uint32_t{NGHTTP2_CANCEL});
}

TEST(UnixRpc, ACallThatTheServerEndsAtItsDeadlineIsATimeOutToo) {
  const Outcome outcome = CallServer([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.Send(
        connection.Answer(kInitial, "", {{"grpc-status", "4"}, {"grpc-message", "Deadline Exceeded"}}));
  });
  ASSERT_FALSE(outcome.result.ok());
  EXPECT_EQ(outcome.result.error->fault, Fault::kTimeout);
  EXPECT_TRUE(outcome.result.error->message.starts_with("chutesd did not answer within"))
      << outcome.result.error->message;
  EXPECT_NE(outcome.result.error->next.why.find("--timeout"), std::string::npos);
  EXPECT_TRUE(outcome.result.error->outcome_unknown);
}

TEST(UnixRpc, GivesUpInTimeThoughTheDaemonKeepsTalking) {
  const Outcome outcome = CallServer(
      [](ServerConnection& connection) {
        connection.ReadRequest();
        const std::string window_update("\0\0\x04\x08\0\0\0\0\0\0\0\0\x01", 13);
        while (connection.Send(window_update)) {
        }
      },
      milliseconds(50));
  ASSERT_FALSE(outcome.result.ok());
  EXPECT_EQ(outcome.result.error->fault, Fault::kTimeout);
}

TEST(UnixRpc, TellsTheDaemonWhenTheUserPressesCtrlC) {
  std::optional<std::uint32_t> reset;
  ScriptedServer server([&](ServerConnection& connection) {
    connection.ReadRequest();
    kill(getpid(), SIGINT);
    connection.ReadToEnd();
    reset = connection.reset;
  });
  const Outcome outcome = Call(server.path());
  server.Finish();
  ASSERT_FALSE(outcome.result.ok());
  EXPECT_EQ(outcome.result.error->fault, Fault::kInterrupted);
  EXPECT_EQ(reset, std::uint32_t{NGHTTP2_CANCEL});
}

TEST(UnixRpc, ReadsResetsAsGrpcDoes) {
  const std::map<std::uint32_t, Code> codes = {{NGHTTP2_REFUSED_STREAM, Code::kUnavailable},
                                               {NGHTTP2_CANCEL, Code::kCancelled},
                                               {NGHTTP2_ENHANCE_YOUR_CALM, Code::kResourceExhausted},
                                               {NGHTTP2_INTERNAL_ERROR, Code::kInternal}};
  for (const auto& [http2_error, code] : codes) {
    const Outcome outcome = CallServer(
        [error = http2_error](ServerConnection& connection) {
          connection.ReadRequest();
          connection.Send(connection.Reset(error));
          connection.ReadToEnd();
        },
        milliseconds(20'000), kMostAttempts);
    ASSERT_FALSE(outcome.result.ok());
    EXPECT_EQ(outcome.result.error->code, code);
    EXPECT_EQ(outcome.result.error->outcome_unknown, code != Code::kUnavailable);
  }
}

TEST(UnixRpc, KnowsThatAGoodbyeBeforeTheCallDidNothing) {
  const Outcome outcome = CallServer(
      [](ServerConnection& connection) {
        connection.ReadRequest();
        connection.Send(connection.GoAway(0));
        connection.ReadToEnd();
      },
      milliseconds(20'000), kMostAttempts);
  ASSERT_FALSE(outcome.result.ok());
  EXPECT_EQ(outcome.result.error->code, Code::kUnavailable);
  EXPECT_FALSE(outcome.result.error->outcome_unknown);
}

TEST(UnixRpc, ReadsAnAnswerThatComesBeforeTheRequestWasTaken) {
  const Outcome outcome = CallServer([](ServerConnection& connection) {
    connection.ReadRequest();
    Headers headers = kInitial;
    headers.emplace_back("grpc-status", "8");
    connection.Send(connection.AnswerTrailers(headers));
    connection.Send(connection.Reset(NGHTTP2_NO_ERROR));
  });
  ASSERT_FALSE(outcome.result.ok());
  EXPECT_EQ(outcome.result.error->code, Code::kResourceExhausted);
}

}  // namespace
}  // namespace chutes::rpc
