#pragma once

#include <google/protobuf/message_lite.h>

#include <chrono>
#include <string_view>

#include "client/rpc/call_error.h"

namespace chutes::rpc {

// Paths of the methods that the client calls.
namespace method {
inline constexpr std::string_view kGetSession = "/chutesd.v1.SessionService/GetSession";
inline constexpr std::string_view kRegisterAccount = "/chutesd.v1.AccountService/RegisterAccount";
inline constexpr std::string_view kGetAccount = "/chutesd.v1.AccountService/GetAccount";
inline constexpr std::string_view kLoadSession = "/chutesd.v1.SessionService/LoadSession";
inline constexpr std::string_view kCheckUsername = "/chutesd.v1.AccountService/CheckUsername";
inline constexpr std::string_view kProbeHotkey = "/chutesd.v1.AccountService/ProbeHotkey";
inline constexpr std::string_view kRestoreConfig = "/chutesd.v1.AccountService/RestoreConfig";
inline constexpr std::string_view kChangeFingerprint = "/chutesd.v1.AccountService/ChangeFingerprint";
inline constexpr std::string_view kListWallets = "/chutesd.v1.WalletsService/ListWallets";
inline constexpr std::string_view kDiagnose = "/chutesd.v1.DiagnosticsService/Diagnose";
inline constexpr std::string_view kListKeys = "/chutesd.v1.KeysService/ListKeys";
inline constexpr std::string_view kGetKey = "/chutesd.v1.KeysService/GetKey";
inline constexpr std::string_view kCreateKey = "/chutesd.v1.KeysService/CreateKey";
inline constexpr std::string_view kDeleteKey = "/chutesd.v1.KeysService/DeleteKey";
inline constexpr std::string_view kListSecrets = "/chutesd.v1.SecretsService/ListSecrets";
inline constexpr std::string_view kGetSecret = "/chutesd.v1.SecretsService/GetSecret";
inline constexpr std::string_view kCreateSecret = "/chutesd.v1.SecretsService/CreateSecret";
inline constexpr std::string_view kSetSecret = "/chutesd.v1.SecretsService/SetSecret";
inline constexpr std::string_view kDeleteSecret = "/chutesd.v1.SecretsService/DeleteSecret";
}  // namespace method

// The way to the daemon: the one seam that tests of commands replace.
class Rpc {
 public:
  virtual ~Rpc() = default;
  // One unary call, finished or given up by `deadline` (plus a grace of a quarter second in which the
  // daemon may say what was slow). `method` is one of the paths above. `reply` is filled only if the
  // call succeeds.
  virtual CallResult Call(std::string_view method, const google::protobuf::MessageLite& request,
                          google::protobuf::MessageLite& reply,
                          std::chrono::steady_clock::time_point deadline) = 0;
};

}  // namespace chutes::rpc
