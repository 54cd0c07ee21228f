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
using render::NameOf;

// A value from one of several places, the one that counts first. Those without a value say nothing.
struct Candidate {
  std::string source;
  std::string value;
  std::string resolved = {};  // what it comes to, such as a profile's path; empty: the value itself
};

// `resolve` is AbsolutePath or ProfilePath.
Candidate Resolved(std::string source, const std::string& value, const Platform& platform,
                   Checked<std::string> (*resolve)(std::string_view, std::string_view, const Platform&)) {
  std::string resolved = value.empty() ? "" : resolve(source, value, platform).value;
  return {std::move(source), value, std::move(resolved)};
}

// The first place that says something is the setting's source, and hides the others.
ExplainedSetting FromFirst(ExplainedSetting setting, const std::vector<Candidate>& candidates) {
  for (const auto& [source, value, resolved] : candidates) {
    if (value.empty()) continue;
    if (setting.source.empty()) {
      setting.source = source;
    } else {
      setting.hides.push_back({source, value, (resolved.empty() ? value : resolved) != setting.value});
    }
  }
  return setting;
}

ExplainedSetting ConfigFile(const Session& session, const Globals& globals, const Platform& platform) {
  const terminal::Process& process = platform.process;
  return FromFirst(
      {"config_path", "Config file", session.config_path(), NameOf(session.config_path_origin()), ""},
      {Resolved("--config-path", globals.config_path.value_or(""), platform, AbsolutePath),
       Resolved("--profile", globals.profile.value_or(""), platform, ProfilePath),
       Resolved("CHUTES_CONFIG_PATH", process.Value("CHUTES_CONFIG_PATH"), platform, AbsolutePath),
       Resolved("CHUTES_PROFILE", process.Value("CHUTES_PROFILE"), platform, ProfilePath)});
}

ExplainedSetting ApiUrl(const Session& session) {
  const std::string& in_file = session.file_api_url();
  ExplainedSetting setting{"api_url", "API URL", session.api_url(),
                           session.api_url().empty() ? "" : NameOf(session.api_url_origin()), ""};
  if (session.api_url_origin() == chutesd::v1::ORIGIN_ENVIRONMENT) setting.source = "CHUTES_API_URL";
  if (session.api_url_origin() == chutesd::v1::ORIGIN_FILE) {
    setting.source = "[api] base_url";
  } else if (!in_file.empty()) {
    setting.hides.push_back({"[api] base_url", in_file, in_file != setting.value});
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
  if (session.api_key_origin() == chutesd::v1::ORIGIN_FILE) setting.source = "[auth] api_key";
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

ExplainedSetting Socket(const Globals& globals, const Platform& platform) {
  const auto lookup = [&platform](const std::string& name) { return platform.process.Lookup(name); };
  const chutesd::support::SocketPath chosen = chutesd::support::ChooseSocketPath(globals.socket, lookup);
  const char* const elsewhere = chosen.is_default ? "default" : "environment";
  return FromFirst(
      {"socket_path", "Socket", chosen.path, globals.socket.empty() ? elsewhere : "option", ""},
      {{"--socket", globals.socket}, {"CHUTESD_SOCKET", platform.process.Value("CHUTESD_SOCKET")}});
}

}  // namespace

std::optional<Exit> FindConfigPath(Context& context, std::string& path) {
  path = context.selector().config_path();
  if (!path.empty()) return std::nullopt;  // else there is no home folder here
  chutesd::v1::GetSessionRequest request;
  chutesd::v1::GetSessionResponse reply;
  rpc::CallResult result = context.TryCall(rpc::method::kGetSession, request, reply);
  path = result.ok() ? reply.session().config_path() : result.error->Fact(chutesd::fact::kPath);
  if (result.ok() || !path.empty()) return std::nullopt;
  return context.FailWith(*std::move(result.error));
}

SessionToExplain AskForSession(Context& context, const chutesd::v1::SessionSelector& selector) {
  chutesd::v1::GetSessionRequest request;
  *request.mutable_session() = selector;
  chutesd::v1::GetSessionResponse reply;
  rpc::CallResult result = context.TryCall(rpc::method::kGetSession, request, reply);
  if (result.ok()) return {std::move(*reply.mutable_session()), std::nullopt};
  const std::string broken = result.error->Fact(chutesd::fact::kPath);
  const auto origin = [](bool is_said, chutesd::v1::Origin of_selector) {
    return is_said ? of_selector : chutesd::v1::ORIGIN_DEFAULT;
  };
  Session known;
  known.set_config_path(broken.empty() ? selector.config_path() : broken);
  known.set_config_path_origin(origin(!selector.config_path().empty(), selector.config_path_origin()));
  known.set_api_url(selector.api_url());
  known.set_api_url_origin(selector.api_url_origin());
  known.set_allow_missing(selector.allow_missing());
  known.set_allow_missing_origin(origin(selector.allow_missing(), selector.allow_missing_origin()));
  return {std::move(known), std::move(result.error)};
}

DaemonReply AskDaemon(Context& context, std::optional<std::chrono::milliseconds> timeout) {
  context.UseApiKey({});  // it is the daemon that we ask about, not an account
  chutesd::v1::GetSessionRequest request;
  request.set_daemon_only(true);
  // A daemon that does not know `daemon_only` must not fail for want of an account.
  request.mutable_session()->set_allow_missing(true);
  chutesd::v1::GetSessionResponse reply;
  rpc::CallResult result = context.TryCall(rpc::method::kGetSession, request, reply, timeout);
  return {std::move(result), std::move(*reply.mutable_daemon())};
}

std::vector<ExplainedSetting> ExplainSettings(const Session& session, const Globals& globals,
                                              const Platform& platform) {
  std::vector<ExplainedSetting> settings = {ConfigFile(session, globals, platform), ApiUrl(session),
                                            AllowMissing(session, platform),
                                            ApiKey(session, globals, platform), Authentication(session)};
  const auto add = [&settings](const char* name, const char* title, std::string value, const char* key) {
    const bool is_there = !value.empty();
    settings.push_back({name, title, std::move(value), is_there ? "file" : "", is_there ? key : ""});
  };
  add("username", "Username", session.username(), "[auth] username");
  add("user_id", "User ID", session.user_id(), "[auth] user_id");
  if (session.auth_method() == chutesd::v1::AUTH_METHOD_API_KEY) {
    settings.back().origin = NameOf(session.api_key_origin());
    settings.back().source = "API key";
  }
  add("hotkey_name", "Hotkey", session.hotkey_name(), "[auth] hotkey_name");
  add("hotkey_ss58address", "Hotkey address", session.hotkey_ss58_address(), "[auth] hotkey_ss58address");
  add("hotkey_seed", "Hotkey seed", session.can_sign() ? "********" : "", "[auth] hotkey_seed");
  add("payment_address", "Payment address", session.payment_address(), "[payment] address");
  settings.push_back(Socket(globals, platform));
  return settings;
}

}  // namespace chutes::commands
