#include "daemon/session/file_reads.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <stop_token>

namespace chutesd::session {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// Reads of paths with "slow" in them do not end before they are let go.
class FileReadsTest : public testing::Test {
 protected:
  ~FileReadsTest() override { LetGo(); }

  void LetGo() {
    const std::lock_guard lock(mutex_);
    is_free_ = true;
    changed_.notify_all();
  }
  // Waits until so many reads of the path have begun.
  void WaitForReads(const std::string& path, int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return begun_[path] >= count; });
  }
  int Reads(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return begun_[path];
  }

  using Answer = std::optional<Result<Reading>>;
  // Filled in as the loop runs.
  Answer& Start(const std::string& path, seconds time = seconds(60), std::stop_token stop = {}) {
    CallContext ctx;
    ctx.deadline = steady_clock::now() + time;
    ctx.stop = std::move(stop);
    Answer& answer = answers_.emplace_back();
    asio::co_spawn(loop_, reads_.ReadAfterNow(std::move(ctx), path),
                   [&answer](const std::exception_ptr&, Result<Reading> read) { answer = std::move(read); });
    return answer;
  }
  void RunUntil(const Answer& answer) {
    while (!answer && loop_.run_one() > 0) {
    }
  }
  static Reason ReasonOf(const Answer& answer) {
    return answer->ok() ? Reason::kUnspecified : answer->failure().reason;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_free_ = false;
  std::map<std::string, int> begun_;
  std::list<Answer> answers_;
  asio::io_context loop_{1};
  FileReads reads_{[this](const std::string& path) {
    Reading reading;
    reading.begun = steady_clock::now();
    std::unique_lock lock(mutex_);
    ++begun_[path];
    changed_.notify_all();
    changed_.wait(lock, [&] { return is_free_ || path.find("slow") == std::string::npos; });
    return reading;
  }};
};

TEST_F(FileReadsTest, AFileThatDoesNotAnswerDelaysNoOther) {
  for (std::size_t i = 0; i + 1 < FileReads::kMostAtOnce; ++i) Start(fmt::format("/slow/{}", i));
  Answer& quick = Start("/quick");
  RunUntil(quick);
  EXPECT_EQ(ReasonOf(quick), Reason::kUnspecified);
}

TEST_F(FileReadsTest, ItsCallersEndAtTheirDeadlinesAndItHoldsOneThread) {
  Answer& first = Start("/slow", seconds(1));
  Answer& patient = Start("/slow");
  RunUntil(first);
  EXPECT_EQ(ReasonOf(first), Reason::kTimeout);
  EXPECT_EQ(first->failure().stage, "config");
  EXPECT_EQ(first->failure().facts.at(fact::kPath), "/slow");
  Answer& second = Start("/slow", seconds(1));
  RunUntil(second);
  EXPECT_EQ(ReasonOf(second), Reason::kTimeout);
  EXPECT_EQ(Reads("/slow"), 1);
  EXPECT_FALSE(patient);
  LetGo();
  RunUntil(patient);
  EXPECT_EQ(ReasonOf(patient), Reason::kUnspecified);
}

// Who comes while it is read may know of an edit that the reading has missed.
TEST_F(FileReadsTest, AReadingIsNotForWhoComesAfterItsBegin) {
  Answer& first = Start("/slow");
  loop_.poll();
  WaitForReads("/slow", 1);
  Answer& second = Start("/slow");
  Answer& third = Start("/slow");
  loop_.poll();
  LetGo();
  RunUntil(first);
  RunUntil(second);
  RunUntil(third);
  EXPECT_EQ(Reads("/slow"), 2);
  EXPECT_LT((*first)->begun, (*second)->begun);
  EXPECT_EQ((*second)->begun, (*third)->begun);
}

TEST_F(FileReadsTest, LetsACallerGoThatWentAway) {
  std::stop_source stop;
  Answer& answer = Start("/slow", seconds(60), stop.get_token());
  asio::post(loop_, [&stop] { stop.request_stop(); });
  RunUntil(answer);
  EXPECT_EQ(ReasonOf(answer), Reason::kCancelled);
}

TEST_F(FileReadsTest, TakesNoMoreThanItHasThreadsFor) {
  for (std::size_t i = 0; i < FileReads::kMostAtOnce; ++i) Start(fmt::format("/slow/{}", i));
  Answer& refused = Start("/quick");
  RunUntil(refused);
  EXPECT_EQ(ReasonOf(refused), Reason::kQueueFull);
}

TEST_F(FileReadsTest, NobodyWaitsBeyondTheEndOfWaits) {
  Answer& before = Start("/slow");
  loop_.poll();
  reads_.EndWaitsAt(steady_clock::now() + milliseconds(10));
  Answer& after = Start("/slow");
  RunUntil(before);
  RunUntil(after);
  EXPECT_EQ(ReasonOf(before), Reason::kTimeout);
  EXPECT_EQ(ReasonOf(after), Reason::kTimeout);
}

}  // namespace
}  // namespace chutesd::session
