#include <string>
#include <string_view>
#include <utility>

#include "client/commands/context.h"
#include "client/render/value_text.h"
#include "proto/support/paths.h"

namespace chutes::commands {
namespace {

using chutesd::v1::Session;
using render::ExplainedSetting;
using render::HiddenValue;
using render::NameOf;

constexpr std::string_view kMask = "********";

// A value from one of several places, the one that counts first. Those without a value say nothing.
struct Candidate {
  std::string source;
  std::string value;
  std::string resolved = {};  // what it comes to, such as a profile's path; empty: the value itself
};

// Drops candidates up to the one that won and gives what is left with a value.
std::vector<HiddenValue> HiddenBehind(std::string_view winner, const std::vector<Candidate>& candidates,
                                      std::string_view value) {
  std::vector<HiddenValue> hidden;
  bool is_behind = winner.empty();
  for (const Candidate& candidate : candidates) {
    if (is_behind && !candidate.value.empty()) {
      const std::string& means = candidate.resolved.empty() ? candidate.value : candidate.resolved;
      hidden.push_back({candidate.source, candidate.value, means != value});
    }
    is_behind = is_behind || candidate.source == winner;
  }
  return hidden;
}

// `resolve` is AbsolutePath or ProfilePath.
Candidate Resolved(std::string source, const std::string& value, const Platform& platform,
                   Checked<std::string> (*resolve)(std::string_view, std::string_view, const Platform&)) {
  std::string resolved = value.empty() ? "" : resolve(source, value, platform).value;
  return {std::move(source), value, std::move(resolved)};
}

ExplainedSetting ConfigFile(const Session& session, const Globals& globals, const Platform& platform) {
  const std::vector<Candidate> candidates = {
      Resolved("--config-path", globals.config_path.value_or(""), platform, AbsolutePath),
      Resolved("--profile", globals.profile.value_or(""), platform, ProfilePath),
      Resolved("CHUTES_CONFIG_PATH", platform.process.Value("CHUTES_CONFIG_PATH"), platform, AbsolutePath),
      Resolved("CHUTES_PROFILE", platform.process.Value("CHUTES_PROFILE"), platform, ProfilePath)};
  std::string winner;
  for (const Candidate& candidate : candidates) {
    if (winner.empty() && !candidate.value.empty()) winner = candidate.source;
  }
  ExplainedSetting setting{"config_path", "Config file", session.config_path(),
                           NameOf(session.config_path_origin()), winner};
  setting.hides = HiddenBehind(winner, candidates, setting.value);
  return setting;
}

ExplainedSetting ApiUrl(const Session& session) {
  ExplainedSetting setting{"api_url", "API URL", session.api_url(),
                           session.api_url().empty() ? "" : NameOf(session.api_url_origin()), ""};
  if (session.api_url_origin() == chutesd::v1::ORIGIN_ENVIRONMENT) setting.source = "CHUTES_API_URL";
  if (session.api_url_origin() == chutesd::v1::ORIGIN_FILE) {
    setting.source = "[api] base_url";
  } else if (!session.file_api_url().empty()) {
    setting.hides.push_back(
        {"[api] base_url", session.file_api_url(), session.file_api_url() != session.api_url()});
  }
  return setting;
}

ExplainedSetting AllowMissing(const Session& session, const Platform& platform) {
  ExplainedSetting setting{"allow_missing", "Allow missing config",
                           session.allow_missing() ? "true" : "false", NameOf(session.allow_missing_origin()),
                           ""};
  const std::string variable = platform.process.Value("CHUTES_ALLOW_MISSING");
  if (session.allow_missing_origin() == chutesd::v1::ORIGIN_ENVIRONMENT) {
    setting.source = "CHUTES_ALLOW_MISSING";
  } else if (!variable.empty()) {
    // Only `true` counts, so that this does nothing.
    setting.hides.push_back({"CHUTES_ALLOW_MISSING", variable, false});
  }
  return setting;
}

ExplainedSetting ApiKey(const Session& session, const Globals& globals, const Platform& platform) {
  ExplainedSetting setting{"api_key_id", "API key", session.api_key_id(), "", ""};
  if (session.api_key_id().empty()) return setting;
  setting.origin = NameOf(session.api_key_origin());
  setting.source = globals.api_key_stdin ? "--api-key-stdin" : "CHUTES_API_KEY";
  if (globals.api_key_stdin && !platform.process.Value("CHUTES_API_KEY").empty()) {
    setting.hides.push_back({"CHUTES_API_KEY", ""});
  }
  return setting;
}

ExplainedSetting Authentication(const Session& session) {
  ExplainedSetting setting{"auth_method", "Authentication", NameOf(session.auth_method()), "", ""};
  if (session.auth_method() == chutesd::v1::AUTH_METHOD_HOTKEY) {
    setting.origin = "file";
    setting.source = "[auth] hotkey_seed";
    if (!session.api_key_id().empty()) setting.hides.push_back({"API key", session.api_key_id()});
  } else if (session.auth_method() == chutesd::v1::AUTH_METHOD_API_KEY) {
    setting.origin = NameOf(session.api_key_origin());
  }
  return setting;
}

ExplainedSetting FromFile(std::string name, std::string title, std::string value, std::string key) {
  const bool is_there = !value.empty();
  return {std::move(name), std::move(title), std::move(value), is_there ? "file" : "",
          is_there ? std::move(key) : ""};
}

ExplainedSetting Socket(const Globals& globals, const Platform& platform) {
  const auto lookup = [&platform](const std::string& name) { return platform.process.Lookup(name); };
  const chutesd::support::SocketPath chosen = chutesd::support::ChooseSocketPath(globals.socket, lookup);
  const std::vector<Candidate> candidates = {{"--socket", globals.socket},
                                             {"CHUTESD_SOCKET", platform.process.Value("CHUTESD_SOCKET")}};
  ExplainedSetting setting{"socket_path", "Socket", chosen.path, "default", ""};
  if (!globals.socket.empty()) {
    setting.origin = "option";
    setting.source = "--socket";
  } else if (!chosen.is_default) {
    setting.origin = "environment";
    setting.source = "CHUTESD_SOCKET";
  }
  setting.hides = HiddenBehind(setting.source, candidates, chosen.path);
  return setting;
}

// What is known of a session whose config file cannot be used.
chutesd::v1::Session WithoutFile(const chutesd::v1::SessionSelector& selector,
                                 const std::string& config_path) {
  chutesd::v1::Session session;
  session.set_config_path(config_path);
  session.set_config_path_origin(selector.config_path().empty() ? chutesd::v1::ORIGIN_DEFAULT
                                                                : selector.config_path_origin());
  session.set_api_url(selector.api_url());
  session.set_api_url_origin(selector.api_url_origin());
  session.set_allow_missing(selector.allow_missing());
  session.set_allow_missing_origin(selector.allow_missing() ? selector.allow_missing_origin()
                                                            : chutesd::v1::ORIGIN_DEFAULT);
  return session;
}

}  // namespace

std::optional<std::string> ConfigPathInUse(Context& context, rpc::CallError& error) {
  if (!context.selector().config_path().empty()) return context.selector().config_path();
  chutesd::v1::GetSessionRequest request;
  chutesd::v1::GetSessionResponse reply;
  rpc::CallResult result = context.TryCall(rpc::method::kGetSession, request, reply);
  if (result.ok()) return reply.session().config_path();
  if (std::string path = result.error->Fact(chutesd::fact::kPath); !path.empty()) return path;
  error = *std::move(result.error);
  return std::nullopt;
}

SessionToExplain AskForSession(Context& context, const chutesd::v1::SessionSelector& selector) {
  chutesd::v1::GetSessionRequest request;
  *request.mutable_session() = selector;
  chutesd::v1::GetSessionResponse reply;
  rpc::CallResult result = context.TryCall(rpc::method::kGetSession, request, reply);
  if (result.ok()) return {std::move(*reply.mutable_session()), std::nullopt};
  SessionToExplain known;
  const std::string broken = result.error->Fact(chutesd::fact::kPath);
  known.session = WithoutFile(selector, broken.empty() ? selector.config_path() : broken);
  known.error = std::move(result.error);
  return known;
}

DaemonReply AskDaemon(Context& context, std::chrono::milliseconds timeout) {
  context.UseApiKey({});  // it is the daemon that we ask about, not an account
  chutesd::v1::GetSessionRequest request;
  request.set_daemon_only(true);
  // A daemon that does not know `daemon_only` must not fail for want of an account.
  request.mutable_session()->set_allow_missing(true);
  chutesd::v1::GetSessionResponse reply;
  DaemonReply daemon;
  daemon.result = context.TryCall(rpc::method::kGetSession, request, reply, timeout);
  daemon.info = std::move(*reply.mutable_daemon());
  return daemon;
}

std::vector<ExplainedSetting> ExplainSettings(const Session& session, const Globals& globals,
                                              const Platform& platform) {
  std::vector<ExplainedSetting> settings = {
      ConfigFile(session, globals, platform),
      ApiUrl(session),
      AllowMissing(session, platform),
      ApiKey(session, globals, platform),
      Authentication(session),
      FromFile("username", "Username", session.username(), "[auth] username")};
  ExplainedSetting user = FromFile("user_id", "User ID", session.user_id(), "[auth] user_id");
  if (session.auth_method() == chutesd::v1::AUTH_METHOD_API_KEY) {
    user.origin = NameOf(session.api_key_origin());
    user.source = "API key";
  }
  settings.push_back(std::move(user));
  settings.push_back(FromFile("hotkey_name", "Hotkey", session.hotkey_name(), "[auth] hotkey_name"));
  settings.push_back(FromFile("hotkey_ss58address", "Hotkey address", session.hotkey_ss58_address(),
                              "[auth] hotkey_ss58address"));
  settings.push_back(FromFile("hotkey_seed", "Hotkey seed", session.can_sign() ? std::string(kMask) : "",
                              "[auth] hotkey_seed"));
  settings.push_back(
      FromFile("payment_address", "Payment address", session.payment_address(), "[payment] address"));
  settings.push_back(Socket(globals, platform));
  return settings;
}

}  // namespace chutes::commands
