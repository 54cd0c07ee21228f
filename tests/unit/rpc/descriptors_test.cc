#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <cctype>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/diagnostics.pb.h"
#include "chutesd/v1/errors.pb.h"
#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/options.pb.h"
#include "chutesd/v1/secrets.pb.h"
#include "chutesd/v1/selector.pb.h"
#include "chutesd/v1/session.pb.h"
#include "chutesd/v1/wallets.pb.h"

// What must hold for every message of the API, whoever adds one.
namespace chutesd {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

std::vector<const FileDescriptor*> Files() {
  return {v1::Session::descriptor()->file(),         v1::Account::descriptor()->file(),
          v1::Wallet::descriptor()->file(),          v1::ApiKey::descriptor()->file(),
          v1::Secret::descriptor()->file(),          v1::Finding::descriptor()->file(),
          v1::SessionSelector::descriptor()->file(), v1::Warning::descriptor()->file()};
}

void CollectFields(const Descriptor* message, std::vector<const FieldDescriptor*>& fields) {
  for (int i = 0; i < message->field_count(); ++i) fields.push_back(message->field(i));
  for (int i = 0; i < message->nested_type_count(); ++i) CollectFields(message->nested_type(i), fields);
}

std::vector<const FieldDescriptor*> Fields() {
  std::vector<const FieldDescriptor*> fields;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->message_type_count(); ++i) CollectFields(file->message_type(i), fields);
  }
  return fields;
}

std::vector<const ServiceDescriptor*> Services() {
  std::vector<const ServiceDescriptor*> services;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i));
  }
  return services;
}

bool IsSensitive(const FieldDescriptor* field) { return field->options().GetExtension(v1::sensitive); }

TEST(DescriptorsTest, Sensitive_EveryFieldThatSmellsOfASecretIsMarkedOrKnownToBeHarmless) {
  const std::regex smell("secret|seed|token|value|password|fingerprint|mnemonic");
  // Ids, lists of what is shown, and the place in a list: none of them opens anything.
  const std::set<std::string> harmless = {
      "chutesd.v1.ListKeysRequest.page_token",
      "chutesd.v1.ListKeysResponse.next_page_token",
      "chutesd.v1.ListSecretsRequest.page_token",
      "chutesd.v1.ListSecretsResponse.next_page_token",
      "chutesd.v1.ListSecretsResponse.secrets",
      "chutesd.v1.Secret.secret_id",
      "chutesd.v1.GetSecretRequest.secret_id",
      "chutesd.v1.GetSecretResponse.secret",
      "chutesd.v1.CreateSecretResponse.secret",
      "chutesd.v1.DeleteSecretRequest.secret_id",
      "chutesd.v1.DeleteSecretResponse.secret_id",
      "chutesd.v1.SetSecretResponse.secret",
      "chutesd.v1.ApiKey.secret_lost",
      "chutesd.v1.RegisterAccountResponse.fingerprint_lost",
      // Facts never hold a secret: proto/support/facts.h.
      "chutesd.v1.Finding.FactsEntry.value",
      "chutesd.v1.Warning.FactsEntry.value",
  };
  std::set<std::string> met;
  for (const FieldDescriptor* field : Fields()) {
    if (!std::regex_search(field->name(), smell)) continue;
    const bool is_harmless = harmless.count(field->full_name()) > 0;
    EXPECT_NE(IsSensitive(field), is_harmless) << field->full_name();
    if (is_harmless) met.insert(field->full_name());
  }
  EXPECT_EQ(met, harmless) << "a row of the list is of no use";
}

TEST(DescriptorsTest, Sensitive_ExactlyTheseFieldsHoldSecrets) {
  std::set<std::string> marked;
  for (const FieldDescriptor* field : Fields()) {
    if (IsSensitive(field)) marked.insert(field->full_name());
  }
  EXPECT_THAT(
      marked,
      testing::UnorderedElementsAre(
          "chutesd.v1.SessionSelector.api_key", "chutesd.v1.RegisterAccountRequest.registration_token",
          "chutesd.v1.RegisterAccountRequest.hotkey_password",
          "chutesd.v1.RegisterAccountResponse.fingerprint", "chutesd.v1.ProbeHotkeyRequest.hotkey_password",
          "chutesd.v1.RestoreConfigRequest.hotkey_password",
          "chutesd.v1.ChangeFingerprintRequest.fingerprint", "chutesd.v1.CreateKeyResponse.secret_key",
          "chutesd.v1.CreateSecretRequest.value", "chutesd.v1.SetSecretRequest.value"));
}

// What RedactedText can blank, and where it looks.
TEST(DescriptorsTest, Sensitive_MarkedFieldsAreSingleTextsAndNoMapHidesOne) {
  for (const FieldDescriptor* field : Fields()) {
    EXPECT_EQ(field->is_map(), field->name() == "facts") << field->full_name();
    if (!IsSensitive(field)) continue;
    EXPECT_EQ(field->cpp_type(), FieldDescriptor::CPPTYPE_STRING) << field->full_name();
    EXPECT_FALSE(field->is_repeated()) << field->full_name();
  }
}

TEST(DescriptorsTest, Requests_AllSelectASessionInField1) {
  for (const ServiceDescriptor* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const FieldDescriptor* field = service->method(i)->input_type()->FindFieldByNumber(1);
      ASSERT_NE(field, nullptr) << service->method(i)->full_name();
      EXPECT_EQ(field->name(), "session") << service->method(i)->full_name();
      EXPECT_EQ(field->message_type(), v1::SessionSelector::descriptor()) << service->method(i)->full_name();
    }
  }
}

TEST(DescriptorsTest, Services_HaveTheseMethodsAndNoOthers) {
  std::vector<std::string> methods;
  for (const ServiceDescriptor* service : Services()) {
    EXPECT_EQ(service->file()->package(), "chutesd.v1");
    for (int i = 0; i < service->method_count(); ++i)
      methods.push_back(service->name() + "/" + service->method(i)->name());
  }
  EXPECT_THAT(
      methods,
      testing::UnorderedElementsAre(
          "SessionService/GetSession", "SessionService/LoadSession", "SessionService/ClearSession",
          "AccountService/RegisterAccount", "AccountService/GetAccount", "AccountService/CheckUsername",
          "AccountService/ProbeHotkey", "AccountService/RestoreConfig", "AccountService/ChangeFingerprint",
          "WalletsService/ListWallets", "KeysService/ListKeys", "KeysService/GetKey", "KeysService/CreateKey",
          "KeysService/DeleteKey", "SecretsService/ListSecrets", "SecretsService/GetSecret",
          "SecretsService/CreateSecret", "SecretsService/SetSecret", "SecretsService/DeleteSecret",
          "DiagnosticsService/Diagnose"));
}

TEST(DescriptorsTest, Services_EachMethodIsUnaryWithARequestAndResponseOfItsOwnName) {
  for (const ServiceDescriptor* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor* method = service->method(i);
      EXPECT_FALSE(method->client_streaming() || method->server_streaming()) << method->full_name();
      EXPECT_EQ(method->input_type()->name(), method->name() + "Request");
      EXPECT_EQ(method->output_type()->name(), method->name() + "Response");
    }
  }
}

TEST(DescriptorsTest, Lists_HaveTheSamePagingFields) {
  for (const Descriptor* request :
       {v1::ListKeysRequest::descriptor(), v1::ListSecretsRequest::descriptor()}) {
    ASSERT_NE(request->FindFieldByName("page_size"), nullptr);
    EXPECT_EQ(request->FindFieldByName("page_size")->number(), 2);
    EXPECT_EQ(request->FindFieldByName("page_token")->number(), 3);
    EXPECT_EQ(request->FindFieldByName("skip")->number(), 4);
  }
  for (const Descriptor* response :
       {v1::ListKeysResponse::descriptor(), v1::ListSecretsResponse::descriptor()}) {
    EXPECT_EQ(response->FindFieldByName("next_page_token")->number(), 2);
    EXPECT_EQ(response->FindFieldByName("total_size")->number(), 3);
  }
}

TEST(DescriptorsTest, Enums_StartWithUnspecifiedAndPrefixTheirValues) {
  std::vector<const google::protobuf::EnumDescriptor*> enums = {v1::Reason_descriptor()};
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->enum_type_count(); ++i) enums.push_back(file->enum_type(i));
  }
  for (const auto* type : enums) {
    std::string prefix;
    for (const char c : type->name()) {
      if (std::isupper(static_cast<unsigned char>(c)) != 0 && !prefix.empty()) prefix += '_';
      prefix += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    EXPECT_EQ(type->value(0)->name(), prefix + "_UNSPECIFIED");
    EXPECT_EQ(type->value(0)->number(), 0);
    for (int i = 0; i < type->value_count(); ++i) {
      EXPECT_EQ(type->value(i)->name().rfind(prefix + "_", 0), 0U) << type->value(i)->name();
    }
  }
}

}  // namespace
}  // namespace chutesd
