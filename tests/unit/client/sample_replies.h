#pragma once

#include <string>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/secrets.pb.h"
#include "chutesd/v1/session.pb.h"

// Replies of the daemon for tests of what is made of them. All secrets are made up.
namespace chutes {

inline constexpr std::int64_t kSampleTime = 1705314600;  // 2024-01-15 10:30:00 UTC

inline chutesd::v1::ApiKey* AddKey(const std::string& id, const std::string& name, bool admin,
                                   chutesd::v1::ListKeysResponse& reply) {
  chutesd::v1::ApiKey* key = reply.add_keys();
  key->set_api_key_id(id);
  key->set_name(name);
  key->set_admin(admin);
  key->mutable_create_time()->set_seconds(kSampleTime);
  return key;
}

inline chutesd::v1::ListKeysResponse SampleKeys() {
  chutesd::v1::ListKeysResponse reply;
  AddKey("6f1ed002-ab5f-5cf1-9ac7-5d2f6a2f0b11", "admin", true, reply);
  chutesd::v1::ApiKey* ci =
      AddKey("0d9dcd45-9b0a-5d6d-8f6c-2f6ad8f2a1c5", "ci-cd-for-the-größte-fleet", false, reply);
  ci->mutable_last_used_time()->set_seconds(kSampleTime + 3600);
  chutesd::v1::Scope* scope = ci->add_scopes();
  scope->set_object_type(chutesd::v1::OBJECT_TYPE_CHUTES);
  scope->set_action(chutesd::v1::ACTION_INVOKE);
  scope = ci->add_scopes();
  scope->set_object_type(chutesd::v1::OBJECT_TYPE_IMAGES);
  scope->set_object_id("9b2d3c4e-0000-5000-8000-000000000001");
  AddKey("e3b0c442-98fc-5c14-9afb-f4c8996fb924", "開発キー", false, reply)
      ->add_scopes()
      ->set_object_type(chutesd::v1::OBJECT_TYPE_INVOCATIONS);
  reply.set_total_size(3);
  return reply;
}

inline chutesd::v1::ListKeysResponse HostileKeys() {
  chutesd::v1::ListKeysResponse reply;
  AddKey("id\t1", "tab\there\nand newline", false, reply);
  AddKey("id2", "\x1b]0;title\x07\x1b[2J", true, reply);
  AddKey("id3", "back\\slash \u202etxt.exe e\u0301", false, reply)->clear_create_time();
  reply.set_total_size(23);
  return reply;
}

inline chutesd::v1::CreateKeyResponse SampleCreatedKey() {
  chutesd::v1::CreateKeyResponse reply;
  *reply.mutable_key() = SampleKeys().keys(1);
  reply.mutable_key()->set_name("my-key");
  reply.set_secret_key("cpk_madeup.madeup.secret");
  return reply;
}

inline chutesd::v1::ListSecretsResponse SampleSecrets() {
  chutesd::v1::ListSecretsResponse reply;
  const auto add = [&reply](const std::string& id, const std::string& key, std::int64_t seconds) {
    chutesd::v1::Secret* secret = reply.add_secrets();
    secret->set_secret_id(id);
    secret->set_purpose("9b2d3c4e-0000-5000-8000-000000000001");
    secret->set_key(key);
    secret->mutable_create_time()->set_seconds(seconds);
  };
  add("2c26b46b-68ff-5c68-8ff9-9b453c1d3041", "HF_TOKEN", kSampleTime);
  reply.mutable_secrets(0)->set_chute_name("my-llm-chute");
  add("fcde2b2e-dba5-5bf4-8860-1fb721fe9b5c", "A_VERY_LONG_NAME_OF_AN_ENVIRONMENT_VARIABLE",
      kSampleTime + 86400);
  reply.set_total_size(4);
  return reply;
}

inline chutesd::v1::GetSessionResponse SampleSession() {
  chutesd::v1::GetSessionResponse reply;
  chutesd::v1::Session& session = *reply.mutable_session();
  session.set_config_path("/home/alice/.chutes/config.ini");
  session.set_config_path_origin(chutesd::v1::ORIGIN_OPTION);
  session.set_api_url("https://api.chutes.ai");
  session.set_api_url_origin(chutesd::v1::ORIGIN_DEFAULT);
  session.set_username("alice");
  session.set_user_id("7d793037-a076-5d8f-9b1a-1f1b1a4f3c2e");
  session.set_hotkey_name("my_hotkey");
  session.set_hotkey_ss58_address("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
  session.set_can_sign(true);
  session.set_auth_method(chutesd::v1::AUTH_METHOD_HOTKEY);
  session.set_api_key_id("0123abcd-4567-89ef-0123-456789abcdef");
  session.set_api_key_origin(chutesd::v1::ORIGIN_ENVIRONMENT);
  session.set_file_api_url("https://file.example");
  session.mutable_load_time()->set_seconds(kSampleTime);
  chutesd::v1::Warning& warning = *session.add_warnings();
  warning.set_code("CONFIG_READABLE");
  warning.set_text("others can read /home/alice/.chutes/config.ini");
  (*warning.mutable_facts())["path"] = "/home/alice/.chutes/config.ini";
  session.set_allow_missing_origin(chutesd::v1::ORIGIN_DEFAULT);
  chutesd::v1::DaemonInfo& daemon = *reply.mutable_daemon();
  daemon.set_version("0.1.0");
  daemon.set_commit("0123456789ab");
  daemon.set_pid(4711);
  daemon.mutable_start_time()->set_seconds(kSampleTime - 60);
  daemon.set_socket_path("/run/user/1000/chutesd/chutesd.sock");
  daemon.set_session_count(2);
  return reply;
}

inline chutesd::v1::RegisterAccountResponse SampleRegistered() {
  chutesd::v1::RegisterAccountResponse reply;
  chutesd::v1::Account& account = *reply.mutable_account();
  account.set_username("alice");
  account.set_user_id("7d793037-a076-5d8f-9b1a-1f1b1a4f3c2e");
  account.set_hotkey("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
  account.set_coldkey("5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty");
  account.set_payment_address("5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy");
  account.set_balance(12.5);
  account.mutable_create_time()->set_seconds(kSampleTime);
  reply.set_fingerprint("madeupFINGERPRINTmadeup012345678");
  reply.set_config_path("/home/alice/.chutes/config.ini");
  return reply;
}

}  // namespace chutes
