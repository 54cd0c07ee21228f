#pragma once

#include <memory>
#include <string>

#include "tests/component/client.h"
#include "tests/fakes/held_http.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::component {

// The services as the daemon puts them together, on a loop of their own and a real socket, over an API
// that the test scripts. Its default config file is alice's (tests/unit/config/sample_account.h).
class Rig {
 public:
  // `most_in_flight` as in rpc::CallLimits.
  explicit Rig(int most_in_flight = 1024);
  ~Rig();
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;

  Client Connect() const { return Client(socket_path()); }
  std::string socket_path() const { return folder_ / "run/chutesd.sock"; }
  std::string config_path() const { return home() + "/.chutes/config.ini"; }
  std::string home() const { return folder_ / "home"; }

  // Operations that run, those whose caller went away included.
  int in_flight() const;
  // Waits until none does.
  bool WaitUntilIdle();

  http::HeldHttp http;

 private:
  struct Parts;
  config::TempFolder folder_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace chutesd::component
