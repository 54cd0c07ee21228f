#include "daemon/rpc/session_service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <asio/awaitable.hpp>
#include <variant>

#include "chutes/version.h"
#include "chutesd/v1/diagnostics.pb.h"
#include "daemon/rpc/account_service.h"
#include "daemon/rpc/common_messages.h"
#include "daemon/rpc/request_rules.h"

namespace chutesd::rpc {
namespace {

using Reread = session::SessionStore::Reread;

// A config file that does not answer is a finding; the rest is examined all the same.
constexpr std::chrono::seconds kTimeToRead{5};

// The numbers are the same on both sides.
static_assert(static_cast<int>(ops::Verdict::kOk) == v1::VERDICT_OK);
static_assert(static_cast<int>(ops::Verdict::kSkipped) == v1::VERDICT_SKIPPED);

// A config file that cannot be used is a finding; only a request that cannot be meant is an error.
Result<ops::DiagnosisArgs> DiagnosisArgsFrom(const v1::DiagnoseRequest& request) {
  FieldErrors errors;
  CheckWalletsPath(request.wallets_path(), errors);
  ops::DiagnosisArgs args;
  args.wallets_path = request.wallets_path();
  return errors.Or(std::move(args));
}

void FillFindings(const ops::Findings& findings, v1::DiagnoseResponse& response) {
  for (const ops::Finding& finding : findings) {
    v1::Finding& message = *response.add_findings();
    message.set_check(finding.check);
    message.set_verdict(static_cast<v1::Verdict>(finding.verdict));
    message.set_detail(finding.detail);
    message.set_code(finding.code);
    message.mutable_facts()->insert(finding.facts.begin(), finding.facts.end());
    if (!finding.duration) continue;
    *message.mutable_duration() =
        google::protobuf::util::TimeUtil::MicrosecondsToDuration(finding.duration->count());
  }
}

// Reads the config file anew, and begins with what became of that.
ops::Pending<ops::Findings> Examine(ops::Diagnosis& diagnosis, session::SessionStore& sessions,
                                    CallContext ctx, session::Selector selector, ops::DiagnosisArgs args) {
  Result<session::Target> target = sessions.TargetOf(selector);
  if (!target.ok()) co_return target.status();
  args.api_url = std::move(target->api_url);
  CallContext reading = ctx;
  reading.deadline = std::min(ctx.deadline, std::chrono::steady_clock::now() + kTimeToRead);
  auto getting = sessions.Get(std::move(reading), std::move(selector), Reread::kAlways);
  args.session = co_await std::move(getting);
  auto running = diagnosis.Run(std::move(ctx), std::move(args));
  Result<ops::Findings> findings = co_await std::move(running);
  co_return findings;
}

ops::Pending<bool> Clear(session::SessionStore& sessions, session::Selector selector) {
  co_return sessions.Clear(selector);
}

// What begins to read the session, for calls that are about the session itself.
auto Getting(session::SessionStore& sessions, Reread reread) {
  return [&sessions, reread](const CallPtr&, CallContext ctx, session::Selector selector, std::monostate) {
    return sessions.Get(std::move(ctx), std::move(selector), reread);
  };
}

}  // namespace

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
  message.set_file_api_url(session.base_url.value_or(""));
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

Reactor* SessionService::GetSession(ServerContext* context, const v1::GetSessionRequest* request,
                                    v1::GetSessionResponse* response) {
  const auto fill = [this](const session::SessionPtr& session, v1::GetSessionResponse& out) {
    if (session != nullptr) FillSession(*session, *out.mutable_session());
    FillDaemonInfo(facts_, sessions_.size(), *out.mutable_daemon());
  };
  session::SessionPtr fresh;
  if (!request->daemon_only()) {
    const Result<session::Selector> selector = SelectorFrom(request->session());
    if (selector.ok()) fresh = sessions_.Fresh(*selector);
    if (fresh == nullptr) {
      return runner_.Run(context, request, response, NoArgs(), Getting(sessions_, Reread::kIfChanged), fill);
    }
  }
  return runner_.RunInHandler(context, request, response, [&](v1::GetSessionResponse& out) {
    fill(fresh, out);
    return OkStatus();
  });
}

Reactor* SessionService::LoadSession(ServerContext* context, const v1::LoadSessionRequest* request,
                                     v1::LoadSessionResponse* response) {
  return runner_.Run(context, request, response, NoArgs(), Getting(sessions_, Reread::kAlways),
                     [](const session::SessionPtr& session, v1::LoadSessionResponse& out) {
                       FillSession(*session, *out.mutable_session());
                     });
}

Reactor* SessionService::ClearSession(ServerContext* context, const v1::ClearSessionRequest* request,
                                      v1::ClearSessionResponse* response) {
  const auto clear = [this](const CallPtr&, const CallContext&, session::Selector selector, std::monostate) {
    return Clear(sessions_, std::move(selector));
  };
  return runner_.Run(context, request, response, NoArgs(), clear,
                     [](bool cleared, v1::ClearSessionResponse& out) { out.set_cleared(cleared); });
}

Reactor* DiagnosticsService::Diagnose(ServerContext* context, const v1::DiagnoseRequest* request,
                                      v1::DiagnoseResponse* response) {
  const auto examine = [this](const CallPtr&, CallContext ctx, session::Selector selector,
                              ops::DiagnosisArgs args) {
    return Examine(diagnosis_, sessions_, std::move(ctx), std::move(selector), std::move(args));
  };
  return runner_.Run(context, request, response, DiagnosisArgsFrom(*request), examine,
                     [this](const ops::Findings& findings, v1::DiagnoseResponse& out) {
                       FillFindings(findings, out);
                       FillDaemonInfo(facts_, sessions_.size(), *out.mutable_daemon());
                     });
}

}  // namespace chutesd::rpc
