// A thousand calls at once on one thread.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <filesystem>
#include <iterator>
#include <vector>

#include "tests/fakes/loopback_server.h"
#include "tests/unit/http/gate.h"
#include "tests/unit/http/http_rig.h"

namespace chutesd::http {
namespace {

using chutes_fakes::LoopbackServer;
using chutes_fakes::OkReply;

constexpr std::size_t kCalls = 1'000;

void RaiseFileLimit() {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = limit.rlim_max;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  ASSERT_GE(limit.rlim_cur, 2 * kCalls + 100) << "both ends of each connection are in this process";
}

std::size_t OpenDescriptors() {
  const std::filesystem::directory_iterator open("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(open), end(open)));
}

CurlHttpOptions Patient() {
  CurlHttpOptions options;
  options.limits = {std::chrono::minutes(2), std::chrono::minutes(2), std::chrono::minutes(2)};
  return options;
}

using Calls = std::vector<std::shared_ptr<HttpRig::Call>>;

// As many reads as changes.
Calls StartAll(HttpRig& rig, const LoopbackServer& server) {
  Calls calls;
  for (std::size_t i = 0; i < kCalls; ++i) {
    const Method method = i % 2 == 0 ? Method::kGet : Method::kPost;
    calls.push_back(rig.Start(MakeRequest(method, server.Url("/x")), std::chrono::minutes(2)));
  }
  return calls;
}

TEST(ThousandTransfers, AreAllInFlightAtOnceAndAllComplete) {
  RaiseFileLimit();
  HttpRig rig(Patient());
  Gate gate(rig.io());
  const LoopbackServer server(rig.io(), gate.Script(OkReply("late")));
  const Calls calls = StartAll(rig, server);
  rig.RunUntil([&] { return server.requests().size() == kCalls; });
  gate.Open();
  for (const auto& call : calls) {
    const Reply reply = rig.Await(call);
    ASSERT_TRUE(reply.ok()) << reply.status();
    EXPECT_EQ(reply->body.Reveal(), "late");
  }
  EXPECT_EQ(server.connections(), static_cast<int>(kCalls));
}

TEST(ThousandTransfers, BeginInTurnsSoThatTheFirstIsSentLongBeforeTheLastConnects) {
  RaiseFileLimit();
  HttpRig rig(Patient());
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("x")));
  const Calls calls = StartAll(rig, server);
  rig.RunUntil([&] { return !server.requests().empty(); });
  EXPECT_LT(OpenDescriptors(), kCalls / 2);
  for (const auto& call : calls) EXPECT_TRUE(rig.Await(call).ok());
}

TEST(ThousandTransfers, CanAllBeCancelled) {
  RaiseFileLimit();
  HttpRig rig(Patient());
  Gate gate(rig.io());
  const LoopbackServer server(rig.io(), gate.Script(OkReply("late")));
  const Calls calls = StartAll(rig, server);
  rig.RunUntil([&] { return server.requests().size() == kCalls; });
  for (const auto& call : calls) call->stop.request_stop();
  for (const auto& call : calls) EXPECT_EQ(ReasonOf(rig.Await(call)), Reason::kCancelled);
}

TEST(ThousandTransfers, ThatHaveNotBegunYetCanBeCancelledToo) {
  RaiseFileLimit();
  HttpRig rig(Patient());
  Gate gate(rig.io());
  const LoopbackServer server(rig.io(), gate.Script(OkReply("late")));
  const Calls calls = StartAll(rig, server);
  rig.RunUntil([&] { return !server.requests().empty(); });
  for (const auto& call : calls) call->stop.request_stop();
  for (const auto& call : calls) EXPECT_EQ(ReasonOf(rig.Await(call)), Reason::kCancelled);
  EXPECT_LT(server.requests().size(), kCalls / 2);
}

TEST(ConnectionLimit, MakesTheRestWaitInLine) {
  CurlHttpOptions options = Patient();
  options.max_connections = 4;
  HttpRig rig(options);
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("x")));
  std::vector<std::shared_ptr<HttpRig::Call>> calls;
  for (int i = 0; i < 200; ++i) {
    const Method method = i % 2 == 0 ? Method::kGet : Method::kPost;
    calls.push_back(rig.Start(MakeRequest(method, server.Url("/x"))));
  }
  for (const auto& call : calls) {
    const Reply reply = rig.Await(call);
    ASSERT_TRUE(reply.ok()) << reply.status();
    EXPECT_LE(server.connections() - server.closed(), 5);  // one may be on its way out
  }
  EXPECT_EQ(server.requests().size(), 200U);
}

}  // namespace
}  // namespace chutesd::http
