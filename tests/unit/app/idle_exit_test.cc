#include "daemon/app/idle_exit.h"

#include <gtest/gtest.h>

#include <asio/post.hpp>

namespace chutesd::app {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

struct Scene {
  IdleExit::Activity activity{false, steady_clock::now()};
  int looks = 0;
  bool left = false;
  asio::io_context loop;
  IdleExit exit;

  explicit Scene(seconds after)
      : exit(
            loop, after, [this] { return ++looks, activity; }, [this] { left = true; }) {}
};

TEST(IdleExit, LeavesOnceNothingHasHappenedForThatLong) {
  Scene scene(seconds(1));
  const auto start = steady_clock::now();
  scene.exit.Start();
  scene.loop.run();
  EXPECT_TRUE(scene.left);
  EXPECT_EQ(scene.looks, 1);
  EXPECT_GE(steady_clock::now() - start, seconds(1));
}

TEST(IdleExit, CountsFromTheLastActivityWithoutAsking) {
  Scene scene(seconds(1));
  scene.activity.last = steady_clock::now() + std::chrono::milliseconds(500);
  const auto due = scene.activity.last + seconds(1);
  scene.exit.Start();
  scene.loop.run();
  EXPECT_TRUE(scene.left);
  EXPECT_EQ(scene.looks, 2);
  EXPECT_GE(steady_clock::now(), due);
}

TEST(IdleExit, NeverLeavesWhileACallRuns) {
  Scene scene(seconds(1));
  scene.activity.busy = true;
  scene.activity.last = steady_clock::now() - seconds(100);
  scene.exit.Start();
  scene.loop.run_one();
  EXPECT_EQ(scene.looks, 1);
  EXPECT_FALSE(scene.left);
  scene.activity.busy = false;
  scene.loop.run();
  EXPECT_TRUE(scene.left);
}

TEST(IdleExit, ZeroMeansNeverAndStopEndsTheWait) {
  Scene never(seconds(0));
  never.exit.Start();
  EXPECT_EQ(never.loop.run(), 0U) << "nothing may wait";
  Scene stopped(seconds(3600));
  stopped.exit.Start();
  stopped.exit.Stop();
  stopped.loop.run();
  EXPECT_FALSE(stopped.left);
}

}  // namespace
}  // namespace chutesd::app
