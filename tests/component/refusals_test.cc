#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/diagnostics.pb.h"
#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/secrets.pb.h"
#include "chutesd/v1/session.pb.h"
#include "chutesd/v1/wallets.pb.h"
#include "tests/component/replies.h"
#include "tests/component/rig.h"

// What is wrong with a request is said before anything is sent.
namespace chutesd::component {
namespace {

using google::protobuf::Message;
using google::protobuf::TextFormat;
using testing::ElementsAre;
using testing::HasSubstr;

class RefusalsTest : public testing::Test {
 protected:
  template <typename Request, typename Response>
  Ending Refused(const std::string& method, const std::string& text) {
    Request request;
    EXPECT_TRUE(TextFormat::ParseFromString(text, &request)) << text;
    Response response;
    const Ending ending = client_.Call("chutesd.v1." + method, request, response);
    EXPECT_EQ(rig_.http.seen().size(), 0U) << method << " sent something";
    return ending;
  }
  template <typename Request, typename Response>
  void Expect(const std::string& field, const std::string& method, const std::string& text) {
    const Ending ending = Refused<Request, Response>(method, text);
    EXPECT_EQ(ending.code, kInvalidArgument) << method << ": " << ending.message;
    EXPECT_THAT(ending.fields, ElementsAre(field)) << method << ": " << ending.message;
    EXPECT_EQ(ending.info.domain(), "chutesd");
    EXPECT_THAT(ending.message, HasSubstr(field));
  }

  Rig rig_;
  Client client_ = rig_.Connect();
};

TEST_F(RefusalsTest, Keys_NameTheFieldAndSendNothing) {
  using List = v1::ListKeysRequest;
  using Create = v1::CreateKeyRequest;
  const std::string list = "KeysService/ListKeys";
  const std::string create = "KeysService/CreateKey";
  Expect<List, v1::ListKeysResponse>("page_size", list, "page_size: -1");
  Expect<List, v1::ListKeysResponse>("skip", list, "skip: -1");
  Expect<List, v1::ListKeysResponse>("page_token", list, "page_token: 'abc'");
  Expect<List, v1::ListKeysResponse>("name", list, "name: '" + std::string(65, 'x') + "'");
  Expect<v1::GetKeyRequest, v1::GetKeyResponse>("key", "KeysService/GetKey", "");
  Expect<v1::DeleteKeyRequest, v1::DeleteKeyResponse>("key", "KeysService/DeleteKey", "");
  Expect<Create, v1::CreateKeyResponse>("name", create, "admin: true");
  Expect<Create, v1::CreateKeyResponse>("scopes", create, "name: 'ci'");
  Expect<Create, v1::CreateKeyResponse>("scopes[0].object_type", create, "name: 'ci' scopes {}");
  Expect<Create, v1::CreateKeyResponse>(
      "scopes[0].object_id", create, "name: 'ci' scopes { object_type: OBJECT_TYPE_CHUTES object_id: '' }");
  Expect<Create, v1::CreateKeyResponse>("scopes[1].action", create,
                                        "name: 'ci' scopes { object_type: OBJECT_TYPE_CHUTES } scopes { "
                                        "object_type: OBJECT_TYPE_CHUTES action: 99 }");
}

TEST_F(RefusalsTest, Secrets_NameTheFieldAndSendNothing) {
  using Create = v1::CreateSecretRequest;
  const std::string create = "SecretsService/CreateSecret";
  Expect<v1::ListSecretsRequest, v1::ListSecretsResponse>("page_size", "SecretsService/ListSecrets",
                                                          "page_size: -9");
  Expect<v1::GetSecretRequest, v1::GetSecretResponse>("secret_id", "SecretsService/GetSecret",
                                                      "secret_id: 'x'");
  Expect<v1::DeleteSecretRequest, v1::DeleteSecretResponse>("secret_id", "SecretsService/DeleteSecret", "");
  Expect<Create, v1::CreateSecretResponse>("purpose", create, "key: 'K' value: 'v'");
  Expect<Create, v1::CreateSecretResponse>("key", create, "purpose: 'p' value: 'v'");
  Expect<Create, v1::CreateSecretResponse>("key", create, "purpose: 'p' key: 'LD_PRELOAD' value: 'v'");
  Expect<Create, v1::CreateSecretResponse>("value", create, "purpose: 'p' key: 'K'");
}

TEST_F(RefusalsTest, RegisterAccount_NamesTheFieldAndSendsNothing) {
  using Register = v1::RegisterAccountRequest;
  const std::string method = "AccountService/RegisterAccount";
  const std::string token = " registration_token: '7def4e5a-9780-4200-b826-f5cb17df1c0d' ";
  const std::string good = "username: 'alice' wallet: 'w' hotkey: 'h' ";
  Expect<Register, v1::RegisterAccountResponse>("username", method, token + "wallet: 'w' hotkey: 'h'");
  Expect<Register, v1::RegisterAccountResponse>("wallet", method, token + "username: 'alice' hotkey: 'h'");
  Expect<Register, v1::RegisterAccountResponse>("hotkey", method,
                                                token + "username: 'alice' wallet: 'w' hotkey: '../x'");
  Expect<Register, v1::RegisterAccountResponse>("wallets_path", method, token + good + "wallets_path: 'x'");
  Expect<Register, v1::RegisterAccountResponse>("registration_token", method, good);
  Expect<Register, v1::RegisterAccountResponse>("session.config_path", method,
                                                good + token + "session { config_path: 'c.ini' }");
}

TEST_F(RefusalsTest, EveryRequest_NamesAllItsWrongFields_ThoseOfTheSelectorToo) {
  const std::string selector = "session { config_path: 'c.ini' api_url: 'a\\000b' } ";
  const auto fields = [&]<typename Request, typename Response>(const std::string& method,
                                                               const std::string& text) {
    return Refused<Request, Response>(method, selector + text).fields;
  };
  const auto both = [](std::vector<std::string> own) {
    own.insert(own.end(), {"session.api_url", "session.config_path"});
    return testing::UnorderedElementsAreArray(own);
  };
  using Create = v1::CreateKeyRequest;
  EXPECT_THAT((fields.operator()<Create, v1::CreateKeyResponse>("KeysService/CreateKey", "scopes {}")),
              both({"name", "scopes[0].object_type"}));
  using Register = v1::RegisterAccountRequest;
  EXPECT_THAT((fields.operator()<Register, v1::RegisterAccountResponse>("AccountService/RegisterAccount",
                                                                        "username: 'alice' wallet: 'w'")),
              both({"hotkey", "registration_token"}));
  using Diagnose = v1::DiagnoseRequest;
  EXPECT_THAT(
      (fields.operator()<Diagnose, v1::DiagnoseResponse>("DiagnosticsService/Diagnose", "wallets_path: 'x'")),
      both({"wallets_path"}));
  using Wallets = v1::ListWalletsRequest;
  EXPECT_THAT((fields.operator()<Wallets, v1::ListWalletsResponse>("WalletsService/ListWallets",
                                                                   "wallets_path: 'x'")),
              both({"wallets_path"}));
}

TEST_F(RefusalsTest, EveryRequest_NamesTheFieldOfAnImpossibleSelector) {
  const std::string relative = "session { config_path: 'config.ini' }";
  const std::string field = "session.config_path";
  Expect<v1::GetSessionRequest, v1::GetSessionResponse>(field, "SessionService/GetSession", relative);
  Expect<v1::LoadSessionRequest, v1::LoadSessionResponse>(field, "SessionService/LoadSession", relative);
  Expect<v1::ClearSessionRequest, v1::ClearSessionResponse>(field, "SessionService/ClearSession", relative);
  Expect<v1::GetAccountRequest, v1::GetAccountResponse>(field, "AccountService/GetAccount", relative);
  Expect<v1::ListKeysRequest, v1::ListKeysResponse>(field, "KeysService/ListKeys", relative);
  Expect<v1::ListSecretsRequest, v1::ListSecretsResponse>(field, "SecretsService/ListSecrets", relative);
  Expect<v1::GetAccountRequest, v1::GetAccountResponse>("session.api_url_origin", "AccountService/GetAccount",
                                                        "session { api_url_origin: 42 }");
}

TEST_F(RefusalsTest, EveryRequest_RefusesAnApiUrlThatAKeyMayNotBeSentTo) {
  const Ending ending = Refused<v1::GetAccountRequest, v1::GetAccountResponse>(
      "AccountService/GetAccount", "session { api_url: 'http://api.example' }");
  EXPECT_EQ(ending.code, kInvalidArgument);
  EXPECT_EQ(ending.reason(), "API_URL_REFUSED");
  EXPECT_THAT(ending.fields, ElementsAre("session.api_url"));
}

TEST_F(RefusalsTest, EveryRequest_RefusesMoreThan64KiBByTheLargestField) {
  const std::string large(70'000, 'x');
  Expect<v1::CreateSecretRequest, v1::CreateSecretResponse>("value", "SecretsService/CreateSecret",
                                                            "purpose: 'p' key: 'K' value: '" + large + "'");
  Expect<v1::GetAccountRequest, v1::GetAccountResponse>("session.config_path", "AccountService/GetAccount",
                                                        "session { config_path: '/" + large + "' }");
}

TEST_F(RefusalsTest, EveryRequest_BeyondAMebibyteIsNotEvenRead) {
  v1::CreateSecretRequest request;
  request.set_value(std::string(2 << 20, 'x'));
  v1::CreateSecretResponse response;
  const Ending ending = client_.Call("chutesd.v1.SecretsService/CreateSecret", request, response);
  EXPECT_EQ(ending.code, kResourceExhausted);
  EXPECT_EQ(rig_.http.seen().size(), 0U);
}

TEST_F(RefusalsTest, Calls_WithoutAHotkeySaySoAndSendNothing) {
  const Ending ending = Refused<v1::ListKeysRequest, v1::ListKeysResponse>(
      "KeysService/ListKeys", "session { config_path: '" + rig_.home() + "/none.ini' allow_missing: true }");
  EXPECT_EQ(ending.code, kFailedPrecondition);
  EXPECT_EQ(ending.reason(), "HOTKEY_MISSING");
  EXPECT_EQ(ending.info.metadata().at("path"), rig_.home() + "/none.ini");
}

TEST_F(RefusalsTest, Calls_WithoutAConfigSaySoAndSendNothing) {
  const Ending ending = Refused<v1::ListKeysRequest, v1::ListKeysResponse>(
      "KeysService/ListKeys", "session { config_path: '" + rig_.home() + "/none.ini' }");
  EXPECT_EQ(ending.code, kFailedPrecondition);
  EXPECT_EQ(ending.reason(), "CONFIG_MISSING");
}

TEST_F(RefusalsTest, ListSecrets_TakesNoPageTokenOfAnotherList) {
  std::vector<std::string> keys;
  for (int i = 0; i < 30; ++i) keys.push_back(KeyJson(fmt::format("00000000-0000-4000-8000-{:012}", i), "k"));
  rig_.http.Reply(200, PageJson(30, keys));
  v1::ListKeysRequest list;
  v1::ListKeysResponse page;
  ASSERT_TRUE(client_.Call("chutesd.v1.KeysService/ListKeys", list, page).ok());
  ASSERT_NE(page.next_page_token(), "");
  list.set_page_token(page.next_page_token());
  list.set_name("k");
  EXPECT_THAT(client_.Call("chutesd.v1.KeysService/ListKeys", list, page).fields, ElementsAre("page_token"));
  v1::ListSecretsRequest secrets;
  secrets.set_page_token(list.page_token());
  v1::ListSecretsResponse response;
  EXPECT_THAT(client_.Call("chutesd.v1.SecretsService/ListSecrets", secrets, response).fields,
              ElementsAre("page_token"));
  EXPECT_EQ(rig_.http.seen().size(), 1U);
}

}  // namespace
}  // namespace chutesd::component
