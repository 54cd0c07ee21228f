// Name lookups that hang or fail, by a getaddrinfo of our own that libcurl's resolver threads find first.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netdb.h>

#include <condition_variable>
#include <mutex>

#include "tests/fakes/loopback_server.h"
#include "tests/unit/http/http_rig.h"

namespace chutesd::http {
namespace {

using chutes_fakes::LoopbackServer;
using chutes_fakes::OkReply;
using ::testing::HasSubstr;

// Lookups of slow.test wait here.
class SlowNames {
 public:
  void Wait() {
    std::unique_lock lock(mutex_);
    ++inside_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return released_; });
    --inside_;
    changed_.notify_all();
  }
  void Hold() {
    const std::lock_guard lock(mutex_);
    released_ = false;
  }
  void AwaitLookups(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return inside_ >= count; });
  }
  void Release() {
    std::unique_lock lock(mutex_);
    released_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return inside_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  bool released_ = true;
};

SlowNames& Names() {
  static SlowNames names;
  return names;
}

class Dns : public ::testing::Test {
 protected:
  Dns() { Names().Hold(); }
  ~Dns() override { Names().Release(); }
};

TEST_F(Dns, LookupThatFailsIsUnreachable) {
  HttpRig rig;
  const Reply reply = rig.Get("https://missing.test/x");
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamUnreachable);
  EXPECT_THAT(MessageOf(reply), HasSubstr("missing.test"));
}

TEST_F(Dns, LookupThatHangsEndsAtTheConnectLimit) {
  CurlHttpOptions options;
  options.limits.connect = milliseconds(100);
  HttpRig rig(options);
  const Reply reply = rig.Exchange(MakeRequest(Method::kPost, "https://slow.test/x", "b"));
  EXPECT_EQ(ReasonOf(reply), Reason::kUpstreamUnreachable);
  EXPECT_THAT(MessageOf(reply), HasSubstr("(dns); nothing was sent"));
}

TEST_F(Dns, LookupThatHangsCanBeCancelledAndHoldsNobodyUp) {
  HttpRig rig;
  const LoopbackServer server(rig.io(), LoopbackServer::Answer(OkReply("x")));
  const auto call = rig.Start(MakeRequest(Method::kGet, "https://slow.test/x"));
  rig.io().poll();
  Names().AwaitLookups(1);
  ASSERT_TRUE(rig.Get(server.Url("/x")).ok());
  call->stop.request_stop();
  const Reply reply = rig.Await(call);  // comes although the lookup is still held
  EXPECT_EQ(ReasonOf(reply), Reason::kCancelled);
  EXPECT_THAT(MessageOf(reply), HasSubstr("(dns); nothing was sent"));
}

TEST_F(Dns, LookupThatHangsDoesNotHoldUpTheEndOfTheClient) {
  HttpRig rig;
  const auto call = rig.Start(MakeRequest(Method::kGet, "https://slow.test/x"));
  rig.io().poll();
  Names().AwaitLookups(1);
  rig.DropClient();
  EXPECT_FALSE(call->reply.has_value());
}

}  // namespace
}  // namespace chutesd::http

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  const std::string name = node == nullptr ? "" : node;
  if (name == "missing.test") return EAI_NONAME;
  if (name == "slow.test") {
    chutesd::http::Names().Wait();
    return EAI_NONAME;
  }
  using Lookup = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  const auto real = reinterpret_cast<Lookup>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(node, service, hints, result);
}
