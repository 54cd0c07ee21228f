#include "daemon/app/daemon_facts.h"

#include <unistd.h>

#include <chrono>

namespace chutesd::app {

v1::Launch LaunchOf(const Options& options, const EnvironmentLookup& environment, bool activated) {
  if (options.ready_fd) return v1::LAUNCH_CLIENT;
  return activated || environment("NOTIFY_SOCKET") ? v1::LAUNCH_SERVICE_MANAGER : v1::LAUNCH_BY_HAND;
}

rpc::DaemonFacts FactsOf(const Options& options, const std::string& socket_path, v1::Launch launch,
                         const Clock& clock) {
  rpc::DaemonFacts facts;
  facts.pid = getpid();
  facts.socket_path = socket_path;
  facts.launch = launch;
  facts.idle_exit = options.idle_exit;
  facts.log_path = options.log_file;
  facts.start_time = std::chrono::time_point_cast<std::chrono::microseconds>(clock.Now());
  return facts;
}

session::Defaults SessionDefaults(const Options& options) {
  session::Defaults defaults;
  session::Selector& selector = defaults.daemon_selector;
  selector.config_path = options.config_path;
  selector.api_url = options.api_url;
  selector.allow_missing = options.allow_missing;
  selector.config_path_origin = session::Origin::kDaemon;
  selector.api_url_origin = session::Origin::kDaemon;
  selector.allow_missing_origin = session::Origin::kDaemon;
  defaults.default_config_path = options.home + "/.chutes/config.ini";
  return defaults;
}

}  // namespace chutesd::app
