#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/session/loaded_file.h"
#include "daemon/session/session.h"
#include "daemon/session/session_key.h"

namespace chutesd::session {

// What holds when a request does not say.
struct Defaults {
  Selector daemon_selector;  // for an empty selector; its origins say kDaemon where the daemon was told
  std::string default_config_path;  // for a selector without a path
};

// Where a selector points, whether or not there is an account yet.
struct Target {
  std::string config_path;
  std::string api_url;  // normalized; never read from the file
};

// A config file that could not be reloaded.
struct ReloadFailure {
  std::string config_path;
  Status status;
};

// Keeps the sessions that requests select. A config file is loaded once and shared by all selectors that
// name it; an edit is noticed at the next use. At most kMaxSessions are held: the one unused for longest
// goes, one that no call holds before one that a call does.
// Thread-safe; a call waits while another reads a file.
class SessionStore {
 public:
  static constexpr std::size_t kMaxSessions = 64;

  // `clock` outlives the store.
  SessionStore(Defaults defaults, const Clock& clock);

  // The session in force. An edit that cannot be used leaves the session before it in force, with a
  // warning, until the file changes again; a file that is gone, or that others may change, ends it.
  // Errors: INVALID_ARGUMENT, API_URL_REFUSED, and with the file's path CONFIG_MISSING, CONFIG_INVALID,
  // CONFIG_UNSAFE.
  Result<std::shared_ptr<const Session>> Get(const Selector& selector);

  // As Get, but reads the file even if it looks unchanged, and returns the error of a broken one (the
  // session before it stays in force all the same).
  Result<std::shared_ptr<const Session>> Load(const Selector& selector);

  // Where a new account of this selector belongs: no file is read.
  // Errors: INVALID_ARGUMENT, API_URL_REFUSED.
  Result<Target> TargetOf(const Selector& selector) const;

  // Drops every session of the selected config file, and with them its hotkey; calls that run keep
  // theirs until they end. Whether there was one.
  bool Clear(const Selector& selector);

  // Reads all files again, as Load does.
  std::vector<ReloadFailure> ReloadAll();

  std::size_t size() const;

 private:
  struct Held {
    LoadedFile* file = nullptr;              // in files_
    std::shared_ptr<const Session> session;  // null: to be made anew from `file`
    std::uint64_t last_use = 0;
  };
  using FileKey = std::pair<std::string, FileNeed>;

  const Selector& Effective(const Selector& selector) const;
  const std::string& PathOf(const Selector& effective) const;
  // The held session for a selector, made if there is none. Its file may never have been read.
  Held& Hold(const Selector& effective, const SessionKey& key);
  // Reads a file and has its sessions made anew if that changed anything.
  LoadedFile::ReadResult Read(LoadedFile& file, bool force);
  Result<std::shared_ptr<const Session>> SessionOf(const Selector& effective, Held& held);
  // Drops a file that has nothing in force, with its sessions.
  void DropIfEmpty(LoadedFile& file);
  void DropFile(const LoadedFile& file);
  void MakeRoom();

  const Defaults defaults_;
  const Clock& clock_;
  const SessionKeyMaker keys_;
  mutable std::mutex mutex_;  // guards all below
  std::map<FileKey, LoadedFile> files_;
  std::unordered_map<SessionKey, Held, SessionKeyHash> sessions_;
  std::uint64_t uses_ = 0;
};

}  // namespace chutesd::session
