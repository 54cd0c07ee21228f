#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/session/file_reads.h"
#include "daemon/session/make_session.h"
#include "daemon/session/session.h"

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

// Keeps the sessions that requests select: immutable snapshots in a list that is replaced as a whole. A
// config file is read once for all selectors that name it; an edit is noticed at the next use. At most
// kMaxSessions are held: the one unused for longest goes, one that no call holds before one that a call does.
//
// The loop alone changes the list and waits for files, which FileReads reads on threads of their own. gRPC's
// threads may look a session up (`Fresh`, `TargetOf`, `size`), which neither locks nor waits.
class SessionStore {
 public:
  static constexpr std::size_t kMaxSessions = 64;
  // Whether a file that is certain to be unchanged is read.
  enum class Reread { kIfChanged, kAlways };

  // `clock` outlives the store and is thread-safe. `read` instead of ReadAndParse is for tests.
  SessionStore(Defaults defaults, const Clock& clock, FileReads::Read read = nullptr);

  // The session by what the file says now. One that cannot be used fails, whatever was there before: it is
  // read again once, a moment later, as editors empty a file before they write it.
  // Errors: INVALID_ARGUMENT, API_URL_REFUSED; with the file's path CONFIG_MISSING, CONFIG_INVALID,
  // CONFIG_UNSAFE, and TIMEOUT with the stage `config`; as FileReads::ReadAfterNow.
  asio::awaitable<Result<SessionPtr>> Get(CallContext ctx, Selector selector,
                                          Reread reread = Reread::kIfChanged);

  // The session, if it is held and its file is certain to be unchanged; else null. Any thread.
  SessionPtr Fresh(const Selector& selector) const;

  // Where a new account of this selector belongs: no file is read. Any thread.
  // Errors: INVALID_ARGUMENT, API_URL_REFUSED.
  Result<Target> TargetOf(const Selector& selector) const;

  // Drops every session of the selected config file, and with them its hotkey; calls that run keep
  // theirs until they end. Whether there was one.
  bool Clear(const Selector& selector);

  // Reads the file of each session again, on `loop`, and logs the outcome. The next use recreates the
  // sessions. If the file cannot be used they stay, and the next use reports it; if it is gone, or others may
  // change it, they end.
  void ReloadAll(asio::io_context& loop);

  // As those of FileReads.
  void EndWaitsAt(std::chrono::steady_clock::time_point time) { reads_.EndWaitsAt(time); }
  void Join() { reads_.Join(); }

  // Any thread.
  std::size_t size() const { return std::atomic_load(&list_)->size(); }

 private:
  asio::awaitable<Status> Reload(CallContext ctx, std::string path);

  // A session, and what it was made from. Only last_use changes.
  struct Held {
    Selector selector;  // without its API key, which the session keeps if it is used
    FileNeed need = FileNeed::kAccount;
    SessionPtr session;
    Reading reading;
    std::uint64_t last_use = 0;  // loop thread only
  };
  using HeldPtr = std::shared_ptr<Held>;
  using List = std::vector<HeldPtr>;

  const Selector& Effective(const Selector& selector) const;
  const std::string& PathOf(const Selector& effective) const;
  static bool IsFor(const Held& held, const Selector& effective);
  static bool IsFresh(const Held& held);
  // The session, if no file need be read for it; else null.
  SessionPtr GetFresh(const Selector& effective);
  // The session of the newest reading of its file, made if it is not held.
  Result<SessionPtr> Hold(const Selector& effective, const Reading& reading);
  // Accepts a file's newest reading: drops the sessions of earlier ones, unless those have the same content
  // (which `reading` then shares).
  void Take(const std::string& path, Reading& reading, Reread reread);
  void Drop(const std::string& path);
  void Publish(List list);

  const Defaults defaults_;
  FileReads reads_;
  std::shared_ptr<const List> list_ = std::make_shared<const List>();  // replaced and copied atomically
  std::uint64_t uses_ = 0;
};

}  // namespace chutesd::session
