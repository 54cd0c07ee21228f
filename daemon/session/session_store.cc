#include "daemon/session/session_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <tuple>

#include "daemon/base/failure.h"
#include "daemon/config/api_url.h"
#include "daemon/config/refusal.h"

namespace chutesd::session {
namespace {

using SessionPtr = std::shared_ptr<const Session>;

// The URL in force and where it came from.
Status ResolveApiUrl(const Selector& selector, const config::Config& content, Session& session) {
  if (selector.api_url.empty()) {
    session.api_url = content.base_url.value_or(std::string(config::kDefaultApiUrl));
    session.api_url_origin = content.base_url ? Origin::kFile : Origin::kDefault;
    return OkStatus();
  }
  Result<std::string> url = config::NormalizeApiUrl(selector.api_url);
  if (!url.ok()) return url.status();
  session.api_url = *std::move(url);
  session.api_url_origin = selector.api_url_origin;
  return OkStatus();
}

// The error of a config file, with the file's path, and in terms of the profile if that chose it.
Status WithSelector(const Selector& selector, const std::string& path, const Status& error) {
  Failure failure = error.failure();
  failure.facts[fact::kPath] = path;
  if (failure.reason == Reason::kConfigMissing && selector.config_path_origin == Origin::kProfile) {
    const std::string profile = std::filesystem::path(path).stem();
    failure.message = fmt::format("there is no profile '{}': {} does not exist", profile, path);
    failure.next_step =
        fmt::format("chutes profiles   (lists them; to make it: chutes register --profile {})",
                    config::ShellWord(profile));
  }
  return failure;
}

Result<SessionPtr> MakeSession(const Selector& selector, const LoadedFile& file) {
  Session session;
  const config::Config& content = *file.in_force();
  Status status = ResolveApiUrl(selector, content, session);
  if (!status.ok()) return status;
  session.config_path = file.path();
  session.config_path_origin = selector.config_path.empty() ? Origin::kDefault : selector.config_path_origin;
  session.username = content.username;
  session.user_id = content.user_id;
  session.hotkey_name = content.hotkey_name;
  session.hotkey_ss58_address = content.hotkey_ss58_address;
  session.payment_address = content.payment_address;
  session.hotkey = content.hotkey;
  session.file_api_url = content.base_url.value_or("");
  if (selector.api_key != nullptr) {
    session.api_key_id = selector.api_key->api_key_id();
    session.api_key_origin = selector.api_key_origin;
  }
  if (selector.api_key != nullptr && content.hotkey == nullptr) {
    session.api_key = selector.api_key;
    session.user_id = selector.api_key->user_id();
  }
  session.load_time = file.load_time();
  session.warnings = file.Warnings();
  session.allow_missing = selector.allow_missing;
  session.allow_missing_origin = selector.allow_missing ? selector.allow_missing_origin : Origin::kDefault;
  return std::make_shared<const Session>(std::move(session));
}

}  // namespace

SessionStore::SessionStore(Defaults defaults, const Clock& clock)
    : defaults_(std::move(defaults)), clock_(clock) {}

Result<SessionPtr> SessionStore::Get(const Selector& selector) {
  const Selector& effective = Effective(selector);
  const SessionKey key = keys_.Make(effective);
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(key);
  if (found == sessions_.end()) {
    Status status = CheckSelector(effective);
    if (!status.ok()) return status;
  }
  Held& held = found == sessions_.end() ? Hold(effective, key) : found->second;
  if (held.file->HasChanged()) Read(*held.file, /*force=*/false);
  return SessionOf(effective, held);
}

Result<SessionPtr> SessionStore::Load(const Selector& selector) {
  const Selector& effective = Effective(selector);
  Status status = CheckSelector(effective);
  if (!status.ok()) return status;
  const std::lock_guard lock(mutex_);
  Held& held = Hold(effective, keys_.Make(effective));
  if (Read(*held.file, /*force=*/true) == LoadedFile::ReadResult::kFailed) {
    status = WithSelector(effective, held.file->path(), held.file->error());
    DropIfEmpty(*held.file);
    return status;
  }
  return SessionOf(effective, held);
}

Result<Target> SessionStore::TargetOf(const Selector& selector) const {
  const Selector& effective = Effective(selector);
  Status status = CheckSelector(effective);
  if (!status.ok()) return status;
  Result<std::string> url = config::NormalizeApiUrl(
      effective.api_url.empty() ? config::kDefaultApiUrl : std::string_view(effective.api_url));
  if (!url.ok()) return url.status();
  return Target{PathOf(effective), *std::move(url)};
}

bool SessionStore::Clear(const Selector& selector) {
  const std::string path = PathOf(Effective(selector));
  const std::lock_guard lock(mutex_);
  const std::size_t before = sessions_.size();
  for (const FileNeed need : {FileNeed::kAccount, FileNeed::kFile, FileNeed::kNothing}) {
    const auto found = files_.find({path, need});
    if (found != files_.end()) DropFile(found->second);
  }
  return sessions_.size() < before;
}

std::vector<ReloadFailure> SessionStore::ReloadAll() {
  std::vector<ReloadFailure> failures;
  const std::lock_guard lock(mutex_);
  for (auto next = files_.begin(); next != files_.end();) {
    LoadedFile& file = (next++)->second;
    if (Read(file, /*force=*/true) != LoadedFile::ReadResult::kFailed) continue;
    // A file that is loaded for more than one need fails as often; files_ is sorted by path.
    if (failures.empty() || failures.back().config_path != file.path()) {
      failures.push_back({file.path(), file.error()});
    }
    DropIfEmpty(file);
  }
  return failures;
}

std::size_t SessionStore::size() const {
  const std::lock_guard lock(mutex_);
  return sessions_.size();
}

const Selector& SessionStore::Effective(const Selector& selector) const {
  return selector.empty() ? defaults_.daemon_selector : selector;
}

const std::string& SessionStore::PathOf(const Selector& effective) const {
  return effective.config_path.empty() ? defaults_.default_config_path : effective.config_path;
}

SessionStore::Held& SessionStore::Hold(const Selector& effective, const SessionKey& key) {
  const auto found = sessions_.find(key);
  if (found != sessions_.end()) return found->second;
  MakeRoom();
  const FileKey wanted(PathOf(effective), effective.file_need());
  const auto file = files_
                        .emplace(std::piecewise_construct, std::forward_as_tuple(wanted),
                                 std::forward_as_tuple(wanted.first, wanted.second, clock_))
                        .first;
  Held& held = sessions_[key];
  held.file = &file->second;
  return held;
}

LoadedFile::ReadResult SessionStore::Read(LoadedFile& file, bool force) {
  const LoadedFile::ReadResult result = file.Read(force);
  if (result == LoadedFile::ReadResult::kUnchanged) return result;
  // Sessions with another API URL hold the old hotkey, too: all of them let go of it now.
  for (auto& [selector, held] : sessions_) {
    if (held.file == &file) held.session.reset();
  }
  return result;
}

Result<SessionPtr> SessionStore::SessionOf(const Selector& effective, Held& held) {
  held.last_use = ++uses_;
  if (held.session) return held.session;
  LoadedFile& file = *held.file;
  if (!file.in_force()) {
    Status error = WithSelector(effective, file.path(), file.error());
    DropIfEmpty(file);
    return error;
  }
  Result<SessionPtr> session = MakeSession(effective, file);
  if (session.ok()) held.session = *session;
  return session;
}

void SessionStore::DropIfEmpty(LoadedFile& file) {
  if (!file.in_force()) DropFile(file);
}

void SessionStore::DropFile(const LoadedFile& file) {
  std::erase_if(sessions_, [&file](const auto& entry) { return entry.second.file == &file; });
  const FileKey key(file.path(), file.need());
  files_.erase(key);
}

void SessionStore::MakeRoom() {
  if (sessions_.size() < kMaxSessions) return;
  const auto oldest =
      std::min_element(sessions_.begin(), sessions_.end(), [](const auto& left, const auto& right) {
        const auto rank = [](const Held& held) {
          const bool is_in_use = held.session.use_count() > 1;
          return std::make_pair(is_in_use, held.last_use);
        };
        return rank(left.second) < rank(right.second);
      });
  const LoadedFile* file = oldest->second.file;
  sessions_.erase(oldest);
  const bool is_orphan = std::none_of(sessions_.begin(), sessions_.end(),
                                      [file](const auto& entry) { return entry.second.file == file; });
  if (is_orphan) DropFile(*file);
}

}  // namespace chutesd::session
