#include "daemon/rpc/session_messages.h"

#include <chrono>

#include "chutes/version.h"
#include "daemon/rpc/selector_messages.h"
#include "daemon/rpc/warnings.h"

namespace chutesd::rpc {

void FillSession(const session::Session& session, v1::Session& message) {
  message.set_config_path(session.config_path);
  message.set_config_path_origin(OriginMessage(session.config_path_origin));
  message.set_api_url(session.api_url);
  message.set_api_url_origin(OriginMessage(session.api_url_origin));
  message.set_username(session.username);
  message.set_user_id(session.user_id);
  message.set_hotkey_name(session.hotkey_name);
  message.set_hotkey_ss58_address(session.hotkey_ss58_address);
  message.set_payment_address(session.payment_address);
  message.set_can_sign(session.hotkey != nullptr);
  *message.mutable_load_time() =
      TimeMessage(std::chrono::time_point_cast<std::chrono::microseconds>(session.load_time));
  AddAll(session.warnings, *message.mutable_warnings());
  message.set_allow_missing(session.allow_missing);
  message.set_allow_missing_origin(OriginMessage(session.allow_missing_origin));
  if (session.hotkey != nullptr) {
    message.set_auth_method(v1::AUTH_METHOD_HOTKEY);
  } else if (session.api_key != nullptr) {
    message.set_auth_method(v1::AUTH_METHOD_API_KEY);
  }
  message.set_api_key_origin(OriginMessage(session.api_key_origin));
  message.set_api_key_id(session.api_key_id);
  message.set_file_api_url(session.file_api_url);
}

void FillDaemonInfo(const DaemonFacts& facts, std::size_t session_count, v1::DaemonInfo& message) {
  message.set_version(std::string(chutes::kVersion));
  message.set_commit(std::string(chutes::kCommit));
  message.set_pid(facts.pid);
  *message.mutable_start_time() = TimeMessage(facts.start_time);
  message.set_socket_path(facts.socket_path);
  message.set_session_count(static_cast<std::int32_t>(session_count));
  message.set_launch(facts.launch);
  message.set_idle_exit_seconds(static_cast<std::int32_t>(facts.idle_exit.count()));
  message.set_log_path(facts.log_path);
}

}  // namespace chutesd::rpc
