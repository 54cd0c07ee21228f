#pragma once

#include <string>

#include "daemon/base/failure.h"
#include "daemon/session/file_reads.h"
#include "daemon/session/session.h"

// What a selector makes of what a config file says. Pure.
namespace chutesd::session {

// What a config file must have to be accepted.
enum class FileNeed {
  kAccount,  // it must be there and have an account
  kFile,     // it must be there
  kNothing,  // it may be absent
};
FileNeed NeedOf(const Selector& selector);

// The config, if it has what `need` says; an empty one if there is no file and none is needed.
Result<ConfigPtr> ConfigFor(FileNeed need, const Contents& contents);

// The session of a checked selector, by what the file at `path` says. Errors are those of the file, with its
// path, and in terms of the profile if that chose it; API_KEY_REFUSED for a key of another user than the
// file's.
Result<SessionPtr> MakeSession(const Selector& selector, const std::string& path, const Contents& contents);

}  // namespace chutesd::session
