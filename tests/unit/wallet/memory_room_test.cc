#include <gtest/gtest.h>

#include <filesystem>

#include "daemon/wallet/wallet.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::wallet {
namespace {

using config::WriteText;

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20U;

class MemoryRoomTest : public testing::Test {
 protected:
  void Meminfo(int available_mib) {
    std::filesystem::create_directories(root_ / "proc/self");
    WriteText(root_ / "proc/meminfo", "MemTotal:       99999999 kB\nMemFree:  1 kB\nMemAvailable:   " +
                                          std::to_string(available_mib * 1024) + " kB\nBuffers: 5 kB\n");
  }
  void Group(const std::string& path, const std::string& max, std::uint64_t used_mib,
             std::uint64_t inactive_mib = 0) {
    const std::string group = root_ / ("sys/fs/cgroup" + path);
    std::filesystem::create_directories(group);
    WriteText(group + "/memory.max", max + "\n");
    WriteText(group + "/memory.current", std::to_string(used_mib * kMiB) + "\n");
    WriteText(group + "/memory.stat", "anon 1\ninactive_file " + std::to_string(inactive_mib * kMiB) + "\n");
  }
  void In(const std::string& group) { WriteText(root_ / "proc/self/cgroup", "1:cpu:/x\n0::" + group + "\n"); }
  std::optional<std::uint64_t> Room() const { return MemoryRoom(root_.path()); }
  static std::string Mib(std::uint64_t count) { return std::to_string(count * kMiB); }

  config::TempFolder root_;
};

TEST_F(MemoryRoomTest, IsWhatTheKernelHoldsToBeAvailable) {
  Meminfo(700);
  EXPECT_EQ(Room(), 700 * kMiB);
  In("/a/b");
  EXPECT_EQ(Room(), 700 * kMiB);  // no such group is there
}

TEST_F(MemoryRoomTest, IsUnknownWhereNothingTells) { EXPECT_EQ(Room(), std::nullopt); }

TEST_F(MemoryRoomTest, IsLessUnderALimitOfTheOwnGroupOrOneAbove) {
  Meminfo(4000);
  In("/user/chutesd.service");
  Group("/user/chutesd.service", "max", 30);
  EXPECT_EQ(Room(), 4000 * kMiB);
  Group("/user/chutesd.service", Mib(256), 30);
  EXPECT_EQ(Room(), 226 * kMiB);
  Group("/user", Mib(100), 60);
  EXPECT_EQ(Room(), 40 * kMiB);
  Group("/user", Mib(100), 60, 25);  // file pages that can go
  EXPECT_EQ(Room(), 65 * kMiB);
  Group("/user", Mib(100), 130);
  EXPECT_EQ(Room(), 0U);
}

TEST_F(MemoryRoomTest, SeesTheLimitOfAContainersOwnRoot) {
  Meminfo(4000);
  In("/");
  Group("", Mib(512), 12);
  EXPECT_EQ(Room(), 500 * kMiB);
}

TEST(MemoryRoom, CanBeToldHere) { EXPECT_GT(MemoryRoom().value_or(0), kMiB); }

}  // namespace
}  // namespace chutesd::wallet
