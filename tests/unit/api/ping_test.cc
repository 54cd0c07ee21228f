#include <string>

#include "daemon/api/chutes_api.h"
#include "daemon/api/http_time.h"
#include "tests/unit/api/api_fixture.h"

namespace chutesd::api {
namespace {

using std::chrono::seconds;

class PingTest : public ApiTest {
 protected:
  ProbeResult Ping(std::string url = "https://api.example") {
    return RunOnLoop(api.Ping(ctx, std::move(url)));
  }
  void Answer(int status, std::string date) {
    http::HttpResponse response = http::FakeHttp::Response(status, R"({"message":"pong"})");
    response.date = std::move(date);
    response.times.total = std::chrono::microseconds(7);
    http.ReplyWith(std::move(response));
  }
};

TEST_F(PingTest, AsksOnceAndUnsignedOnAConnectionOfItsOwn) {
  Answer(200, "");
  const ProbeResult result = Ping();
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_TRUE(result.answered);
  EXPECT_TRUE(result.url.tls);
  EXPECT_EQ(result.times.total, std::chrono::microseconds(7));
  ASSERT_EQ(http.seen.size(), 1U);
  EXPECT_EQ(http.seen[0].url, "https://api.example/ping");
  EXPECT_FALSE(http.seen[0].repeatable);
  EXPECT_TRUE(http.seen[0].headers.empty());
  EXPECT_TRUE(http.seen[0].authorization.empty());
}

TEST_F(PingTest, TellsHowFarTheServersClockIsAhead) {
  // The clock of these tests stands at 1760000000, Thu 9 Oct 2025 08:53:20, and ticks when it is read.
  Answer(200, "Thu, 09 Oct 2025 08:54:31 GMT");
  EXPECT_EQ(Ping().clock_ahead, seconds(70));
  Answer(200, "Thu, 09 Oct 2025 08:53:12 GMT");
  EXPECT_EQ(Ping().clock_ahead, seconds(-10));
  Answer(200, "yesterday");
  EXPECT_EQ(Ping().clock_ahead, std::nullopt);
}

TEST_F(PingTest, AnAnswerThatIsNoPongIsStillAnAnswer) {
  Answer(503, "Thu, 09 Oct 2025 08:53:21 GMT");
  const ProbeResult result = Ping("http://127.0.0.1:1");
  EXPECT_EQ(ReasonOf(result.status), Reason::kUpstreamFailed);
  EXPECT_TRUE(result.answered);
  EXPECT_FALSE(result.url.tls);
  EXPECT_EQ(result.clock_ahead, seconds(0));
}

TEST_F(PingTest, IsNotTriedAgain) {
  http.Break(Reason::kUpstreamUnreachable, "no connection");
  const ProbeResult result = Ping();
  EXPECT_FALSE(result.answered);
  EXPECT_EQ(ReasonOf(result.status), Reason::kUpstreamUnreachable);
  EXPECT_EQ(http.seen.size(), 1U);
}

TEST(ParseHttpDate, TakesTheOneFormThatServersSend) {
  const auto parsed = ParseHttpDate("Wed, 21 Oct 2015 07:28:00 GMT");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->time_since_epoch(), seconds(1445412480));
  for (const char* wrong :
       {"", "Wed, 21 Oct 2015 07:28:00 UTC", "Wed, 32 Oct 2015 07:28:00 GMT", "Wed, 21 Okt 2015 07:28:00 GMT",
        "Wed, 21 Oct 2015 24:28:00 GMT", "Wed, 21 Oct 2015 07:28:0x GMT", "2015-10-21T07:28:00Z"}) {
    EXPECT_FALSE(ParseHttpDate(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace chutesd::api
