#include "daemon/session/file_reads.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sodium.h>

#include <algorithm>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <set>
#include <string_view>
#include <thread>
#include <utility>

namespace chutesd::session {
namespace {

using std::chrono::steady_clock;

// gRPC ends a call at its deadline without a word; this is the most that is kept to say why. Its clients
// round what they say of a deadline up, by as much as 100 ms.
constexpr steady_clock::duration kTimeToAnswer = std::chrono::milliseconds(150);
constexpr int kShareToAnswer = 10;  // of a short deadline, the part that is kept

Reason ReasonOf(const Result<ConfigPtr>& result) {
  return result.ok() ? Reason::kUnspecified : result.failure().reason;
}

Result<ConfigPtr> Parse(const SecretString& text, const std::string& path, bool without_account) {
  Result<config::Config> config = config::ParseConfig(text.Copy(), path, without_account);
  if (!config.ok()) return config.status();
  return std::make_shared<const config::Config>(*std::move(config));
}

Failure GivenUp(const CallContext& ctx, const std::string& path) {
  Failure failure{ctx.stop.stop_requested() ? Reason::kCancelled : Reason::kTimeout,
                  fmt::format("time ran out while reading {}", path),
                  "see whether the file system of the config file answers, then call again"};
  failure.nothing_sent = true;
  failure.stage = "config";
  failure.facts[fact::kPath] = path;
  return failure;
}

}  // namespace

bool Contents::SaysTheSameAs(const Contents& other) const {
  return digest == other.digest && warnings == other.warnings &&
         ReasonOf(anything) == ReasonOf(other.anything);
}

Reading ReadAndParse(const std::string& path, const Clock& clock) {
  Reading reading;
  reading.begun = steady_clock::now();
  auto contents = std::make_shared<Contents>();
  contents->load_time = clock.Now();
  Result<config::ConfigFile> file = config::ReadConfigFile(path);
  if (file.ok()) {
    reading.identity = file->identity;
    reading.settled = file->settled;
    contents->warnings = std::move(file->warnings);
    const std::string_view text = file->text.Reveal();
    crypto_generichash(contents->digest.data(), contents->digest.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
    contents->account = Parse(file->text, path, /*without_account=*/false);
    contents->anything =
        contents->account.ok() ? contents->account : Parse(file->text, path, /*without_account=*/true);
    const bool has_secret =
        !contents->anything.ok() || (*contents->anything)->hotkey || (*contents->anything)->api_key;
    if (!has_secret) contents->warnings.clear();  // about who can read the secret
  } else {
    reading.settled = file.failure().reason == Reason::kConfigMissing;
    contents->account = contents->anything = file.status();
  }
  reading.contents = std::move(contents);
  return reading;
}

struct FileReads::Job {
  std::thread thread;
  std::optional<Reading> reading;         // once it is done
  std::set<asio::steady_timer*> waiting;  // of who waits for it
};

void FileReads::Join() {
  for (auto& [path, job] : running_) job->thread.join();
  running_.clear();
}

std::shared_ptr<FileReads::Job> FileReads::JobFor(const std::string& path,
                                                  const asio::any_io_executor& loop) {
  const auto found = running_.find(path);
  if (found != running_.end()) return found->second;
  if (running_.size() >= kMostAtOnce) return nullptr;
  auto job = std::make_shared<Job>();
  running_[path] = job;
  job->thread = std::thread([this, job, path, loop] {
    pthread_setname_np(pthread_self(), "chutesd-config");
    asio::post(loop, [this, job, path, reading = read_(path)] {
      job->thread.join();
      job->reading = reading;
      running_.erase(path);
      for (asio::steady_timer* timer : job->waiting) timer->cancel();
    });
  });
  return job;
}

asio::awaitable<Result<Reading>> FileReads::ReadAfterNow(CallContext ctx, std::string path) {
  const auto now = steady_clock::now();
  const asio::any_io_executor loop = co_await asio::this_coro::executor;
  const auto last = ctx.deadline - std::min(kTimeToAnswer, (ctx.deadline - now) / kShareToAnswer);
  asio::steady_timer timer(loop);
  const auto cancel = [&timer] { timer.cancel(); };
  const std::stop_callback on_stop(ctx.stop, cancel);
  asio::error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  for (;;) {
    const std::shared_ptr<Job> job = JobFor(path, loop);
    if (job == nullptr) {
      co_return Fail(Reason::kQueueFull,
                     fmt::format("{} is not read: {} other config files do not answer", path, kMostAtOnce));
    }
    job->waiting.insert(&timer);
    for (;;) {
      const auto until = std::min(last, end_of_waits_);
      if (job->reading || ctx.stop.stop_requested() || steady_clock::now() >= until) break;
      timer.expires_at(until);
      auto waiting = timer.async_wait(token);
      co_await std::move(waiting);
    }
    job->waiting.erase(&timer);
    if (!job->reading) co_return GivenUp(ctx, path);
    // One that had begun before may have missed an edit that this caller knows of.
    if (job->reading->begun >= now) co_return *job->reading;
  }
}

void FileReads::EndWaitsAt(steady_clock::time_point time) {
  end_of_waits_ = time;
  for (const auto& [path, job] : running_) {
    for (asio::steady_timer* timer : job->waiting) timer->cancel();
  }
}

}  // namespace chutesd::session
