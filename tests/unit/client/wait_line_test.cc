#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/unit/client/fake_platform.h"
#include "tests/unit/client/get_key_call.h"

namespace chutes::rpc {
namespace {

using testing::ElementsAre;
using Shown = std::vector<std::optional<std::chrono::seconds>>;

// The server answers once the client has shown `showings` times that it waits.
Shown ShownUntilAnswered(std::size_t showings) {
  std::promise<void> waited_enough;
  ScriptedServer server([&](ServerConnection& connection) {
    connection.ReadRequest();
    if (showings > 0) waited_enough.get_future().wait();
    connection.Send(connection.Answer(kInitial, Framed(Reply()), {{"grpc-status", "0"}}));
  });
  Shown shown;
  UnixRpc rpc({server.path(), false}, nullptr, [&](std::optional<std::chrono::seconds> waited) {
    shown.push_back(waited);
    if (shown.size() == showings) waited_enough.set_value();
  });
  chutesd::v1::GetKeyRequest request;
  chutesd::v1::GetKeyResponse reply;
  const CallResult result =
      rpc.Call(method::kGetKey, request, reply, std::chrono::steady_clock::now() + std::chrono::seconds(60));
  EXPECT_TRUE(result.ok());
  return shown;
}

TEST(WaitWatch, WhoIsAnsweredSoonIsShownNothing) {
  // A machine that is so slow that it is not soon proves nothing.
  const Shown shown = ShownUntilAnswered(0);
  if (!shown.empty()) {
    EXPECT_EQ(shown.back(), std::nullopt);
  }
}

TEST(WaitWatch, WhoWaitsSeesTheSecondsPassAndNothingAfterTheAnswer) {
  const auto began = std::chrono::steady_clock::now();
  const Shown shown = ShownUntilAnswered(3);
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
  ASSERT_EQ(shown.size(), 4U);
  EXPECT_EQ(shown.back(), std::nullopt);
  EXPECT_LT(*shown[0], *shown[1]);
  EXPECT_LT(*shown[1], *shown[2]);
}

TEST(WaitWatch, TheLineIsGoneWhenTimeRunsOut) {
  ScriptedServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.ReadToEnd();
  });
  Shown shown;
  UnixRpc rpc({server.path(), false}, nullptr,
              [&](std::optional<std::chrono::seconds> waited) { shown.push_back(waited); });
  chutesd::v1::GetKeyRequest request;
  chutesd::v1::GetKeyResponse reply;
  const CallResult result = rpc.Call(method::kGetKey, request, reply,
                                     std::chrono::steady_clock::now() + std::chrono::milliseconds(400));
  EXPECT_FALSE(result.ok());
  EXPECT_THAT(shown, ElementsAre(std::chrono::seconds(0), std::nullopt));
}

TEST(WaitLine, IsWrittenOverAndBlankAtTheEnd) {
  FakePlatform platform;
  platform.err_is_terminal = true;
  platform.variables["TERM"] = "xterm";
  const ShowWait show = terminal::WaitLine(platform, platform);
  ASSERT_TRUE(show);
  show(std::chrono::seconds(0));
  show(std::chrono::seconds(1));
  show(std::chrono::seconds(3600));
  const std::string longest = "waiting for an answer ... 3600 s^C";
  show(std::nullopt);
  EXPECT_EQ(platform.err,
            "\rwaiting for an answer ...\rwaiting for an answer ... 1 s\rwaiting for an answer ... 3600 s\r" +
                std::string(longest.size(), ' ') + "\r");
}

TEST(WaitLine, IsOnlyForTerminalsThatCanWriteOver) {
  struct Case {
    bool is_terminal;
    std::optional<std::string> kind;
  };
  for (const Case& one :
       {Case{false, "xterm"}, Case{true, "dumb"}, Case{true, ""}, Case{true, std::nullopt}}) {
    FakePlatform platform;
    platform.err_is_terminal = one.is_terminal;
    if (one.kind) platform.variables["TERM"] = *one.kind;
    EXPECT_FALSE(terminal::WaitLine(platform, platform));
  }
}

}  // namespace
}  // namespace chutes::rpc
