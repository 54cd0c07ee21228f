#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>

#include "daemon/app/process.h"

namespace chutesd::app {
namespace {

class ReadyPipeTest : public testing::Test {
 protected:
  ReadyPipeTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    reader_ = support::UniqueFd(ends[0]);
    writer_ = ends[1];
  }
  // What was said, up to the end.
  std::string Heard() const {
    std::string text;
    std::array<char, 64> chunk{};
    for (ssize_t size = 0; (size = read(reader_.get(), chunk.data(), chunk.size())) > 0;) {
      text.append(chunk.data(), static_cast<std::size_t>(size));
    }
    return text;
  }

  support::UniqueFd reader_;
  int writer_ = -1;
};

TEST_F(ReadyPipeTest, ReadyIsHeardOnceAndClosesThePipe) {
  auto ready = ReadyPipe::Take(writer_);
  ASSERT_TRUE(ready.ok()) << ready.status();
  EXPECT_NE(fcntl(writer_, F_GETFD) & FD_CLOEXEC, 0) << "no other program may hold it open";
  ready->Say("READY=1");
  ready->Say("too late");
  EXPECT_EQ(Heard(), "READY=1\n");
}

TEST_F(ReadyPipeTest, AnErrorTellsWhy) {
  auto ready = ReadyPipe::Take(writer_);
  ASSERT_TRUE(ready.ok());
  ready->Say("the socket is taken");
  EXPECT_EQ(Heard(), "the socket is taken\n");
}

TEST_F(ReadyPipeTest, Take_WithoutADescriptorDoesNothing) {
  auto ready = ReadyPipe::Take(std::nullopt);
  ASSERT_TRUE(ready.ok());
  ready->Say("READY=1");
  close(writer_);
}

TEST_F(ReadyPipeTest, Take_RefusesWhatCannotBeWrittenTo) {
  EXPECT_THAT(std::string(ReadyPipe::Take(reader_.get()).status().message()),
              testing::HasSubstr("--ready-fd"));
  const support::UniqueFd file(open("/dev/null", O_RDWR));
  EXPECT_FALSE(ReadyPipe::Take(file.get()).ok());
  close(writer_);
  EXPECT_FALSE(ReadyPipe::Take(writer_).ok());
}

}  // namespace
}  // namespace chutesd::app
