#include "daemon/session/session_store.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <exception>
#include <set>
#include <tuple>
#include <utility>

#include "daemon/http/api_url.h"

namespace chutesd::session {
namespace {

using std::chrono::steady_clock;

// What an editor may take from emptying a file to writing it.
constexpr std::chrono::milliseconds kEditTime{50};
constexpr std::chrono::seconds kReloadTime{10};

auto Fields(const Selector& selector) {
  return std::tie(selector.config_path, selector.api_url, selector.allow_missing, selector.config_path_origin,
                  selector.api_url_origin, selector.allow_missing_origin, selector.api_key_origin);
}

// Whether a held session is of the config file at `path`.
auto IsOf(const std::string& path) {
  return [&path](const auto& held) { return held->session->config_path == path; };
}

// INVALID_ARGUMENT or API_URL_REFUSED, with the field's path, for a selector that cannot be valid.
Status CheckSelector(const Selector& selector) {
  constexpr std::string_view kPathField = "session.config_path";
  const std::string& path = selector.config_path;
  if (path.size() > kMaxConfigPath) return FailField(kPathField, "is longer than 4096 bytes");
  if (path.find('\0') != std::string::npos) return FailField(kPathField, "has a NUL in it");
  if (!path.empty() && !path.starts_with('/')) {
    return FailField(kPathField, "is not an absolute path", "start it with `/`; `~` is not expanded here");
  }
  if (selector.api_url.empty()) return OkStatus();
  const Result<std::string> url = http::NormalizeApiUrl(selector.api_url);
  if (url.ok()) return OkStatus();
  Failure failure = url.failure();
  failure.violations.push_back({"session.api_url", failure.message});
  return failure;
}

Status NoDefaultConfig() {
  return Failure{Reason::kConfigMissing, "no config file is named, and there is no home folder to look in",
                 "name one in session.config_path"};
}

}  // namespace

SessionStore::SessionStore(Defaults defaults, const Clock& clock, FileReads::Read read)
    : defaults_(std::move(defaults)), reads_(read ? std::move(read) : [&clock](const std::string& path) {
        return ReadAndParse(path, clock);
      }) {}

asio::awaitable<Result<SessionPtr>> SessionStore::Get(CallContext ctx, Selector selector, Reread reread) {
  const Selector& effective = Effective(selector);
  Status status = CheckSelector(effective);
  if (status.ok() && PathOf(effective).empty()) status = NoDefaultConfig();
  if (!status.ok()) co_return status;
  if (reread == Reread::kIfChanged) {
    if (SessionPtr fresh = GetFresh(effective)) co_return fresh;
  }
  const std::string path = PathOf(effective);
  for (bool is_second = false;; is_second = true) {
    auto reading_it = reads_.ReadAfterNow(ctx, path);
    Result<Reading> reading = co_await std::move(reading_it);
    if (!reading.ok()) co_return reading.status();
    const bool is_usable = ConfigFor(NeedOf(effective), *reading->contents).ok();
    const bool was_usable = std::any_of(list_->begin(), list_->end(), IsOf(path));
    if (is_usable || is_second || (reading->settled && !was_usable)) {
      Take(path, *reading, reread);
      co_return Hold(effective, *reading);
    }
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, std::min(steady_clock::now() + kEditTime, ctx.deadline));
    asio::error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    auto waiting = timer.async_wait(token);
    co_await std::move(waiting);
  }
}

SessionPtr SessionStore::Fresh(const Selector& selector) const {
  const Selector& effective = Effective(selector);
  const std::shared_ptr<const List> list = std::atomic_load(&list_);
  for (const HeldPtr& held : *list) {
    if (IsFor(*held, effective)) return IsFresh(*held) ? held->session : nullptr;
  }
  return nullptr;
}

Result<Target> SessionStore::TargetOf(const Selector& selector) const {
  const Selector& effective = Effective(selector);
  if (Status status = CheckSelector(effective); !status.ok()) return status;
  if (PathOf(effective).empty()) return NoDefaultConfig();
  const std::string_view url = effective.api_url.empty() ? config::kDefaultApiUrl : effective.api_url;
  return Target{PathOf(effective), http::NormalizeApiUrl(url).value_or("")};
}

bool SessionStore::Clear(const Selector& selector) {
  const std::size_t before = size();
  Drop(PathOf(Effective(selector)));
  return size() < before;
}

void SessionStore::ReloadAll(asio::io_context& loop) {
  std::set<std::string> paths;
  for (const HeldPtr& held : *list_) paths.insert(held->session->config_path);
  spdlog::info("SIGHUP: {} config files are read again", paths.size());
  CallContext ctx;
  ctx.deadline = steady_clock::now() + kReloadTime;
  for (const std::string& path : paths) {
    asio::co_spawn(loop, Reload(ctx, path), [](const std::exception_ptr& thrown, const Status& status) {
      if (thrown || !status.ok()) spdlog::error("not reloaded: {}", thrown ? "no thread" : status.message());
    });
  }
}

asio::awaitable<Status> SessionStore::Reload(CallContext ctx, std::string path) {
  auto reading_it = reads_.ReadAfterNow(std::move(ctx), path);
  const Result<Reading> reading = co_await std::move(reading_it);
  if (!reading.ok()) co_return reading.status();
  Status status;
  for (const HeldPtr& held : *list_) {
    if (held->session->config_path != path) continue;
    status.Update(ConfigFor(held->need, *reading->contents).status());
  }
  if (status.ok() || status.reason() != Reason::kConfigInvalid) Drop(path);
  co_return status;
}

const Selector& SessionStore::Effective(const Selector& selector) const {
  return selector.empty() ? defaults_.daemon_selector : selector;
}

const std::string& SessionStore::PathOf(const Selector& effective) const {
  return effective.config_path.empty() ? defaults_.default_config_path : effective.config_path;
}

bool SessionStore::IsFor(const Held& held, const Selector& effective) {
  if (Fields(held.selector) != Fields(effective)) return false;
  const Session& session = *held.session;
  if (!effective.api_key_problem.ok() && session.hotkey == nullptr) return false;
  const bool has_no_key = session.api_key_id.empty() || session.api_key_origin == Origin::kFile;
  if (effective.api_key == nullptr) return has_no_key;
  if (session.api_key != nullptr) return session.api_key->Reveal() == effective.api_key->Reveal();
  return session.api_key_id == effective.api_key->api_key_id();
}

bool SessionStore::IsFresh(const Held& held) {
  return held.reading.settled && config::IsUnchanged(held.session->config_path, held.reading.identity);
}

SessionPtr SessionStore::GetFresh(const Selector& effective) {
  const auto held = std::find_if(list_->begin(), list_->end(), IsOf(PathOf(effective)));
  if (held == list_->end() || !IsFresh(**held)) return nullptr;  // nor is any other of the file
  return Hold(effective, (*held)->reading).value_or(nullptr);
}

Result<SessionPtr> SessionStore::Hold(const Selector& effective, const Reading& reading) {
  for (const HeldPtr& held : *list_) {
    if (!IsFor(*held, effective)) continue;
    held->last_use = ++uses_;
    return held->session;
  }
  Result<SessionPtr> session = MakeSession(effective, PathOf(effective), *reading.contents);
  if (!session.ok()) return session;
  List list = *list_;
  if (list.size() >= kMaxSessions) {
    const auto rank = [](const HeldPtr& held) {
      const bool is_in_use = held->session.use_count() > 1;
      return std::make_pair(is_in_use, held->last_use);
    };
    list.erase(std::ranges::min_element(list, {}, rank));
  }
  Held held{effective, NeedOf(effective), *session, reading, ++uses_};
  held.selector.api_key = nullptr;
  list.push_back(std::make_shared<Held>(std::move(held)));
  Publish(std::move(list));
  return session;
}

void SessionStore::Take(const std::string& path, Reading& reading, Reread reread) {
  List list;
  for (const HeldPtr& held : *list_) {
    if (held->session->config_path != path) {
      list.push_back(held);
    } else if (reread == Reread::kIfChanged && held->reading.contents->SaysTheSameAs(*reading.contents)) {
      reading.contents = held->reading.contents;
      list.push_back(std::make_shared<Held>(*held));
      list.back()->reading = reading;
    }
  }
  Publish(std::move(list));
}

void SessionStore::Drop(const std::string& path) {
  List list = *list_;
  std::erase_if(list, IsOf(path));
  Publish(std::move(list));
}

void SessionStore::Publish(List list) {
  std::atomic_store(&list_, std::make_shared<const List>(std::move(list)));
}

}  // namespace chutesd::session
