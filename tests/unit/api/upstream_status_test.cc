#include "daemon/api/upstream_status.h"

#include <gtest/gtest.h>

#include "daemon/base/failure.h"
#include "tests/fakes/fake_http.h"
#include "tests/unit/api/api_fixture.h"

namespace chutesd::api {
namespace {

using http::FakeHttp;
using std::chrono::seconds;

const std::chrono::system_clock::time_point kNow{seconds(1760000000)};  // 2025-10-09 08:53:20 UTC
constexpr std::string_view kHtml = "<html><head><title>502 Bad Gateway</title></head></html>";

Failure FailureFor(Operation operation, int status, std::string_view body, std::string_view secret = "") {
  const Status result = UpstreamStatus({operation, "thing"}, FakeHttp::Response(status, body), secret, kNow);
  EXPECT_FALSE(result.ok());
  EXPECT_LE(result.message().size(), 512U);
  ExpectNoCliCommand(FailureOf(result).value_or(Failure()));
  return FailureOf(result).value_or(Failure());
}

struct Case {
  Operation operation;
  int status;
  std::string_view body;
  Reason reason;
  std::string_view part;       // of the message
  std::string_view next_step;  // part of it; empty: the reason's own
  std::string_view field = "";
};

void Check(const Case& each) {
  const Failure failure = FailureFor(each.operation, each.status, each.body);
  EXPECT_EQ(ReasonName(failure.reason), ReasonName(each.reason)) << each.status << " " << each.body;
  EXPECT_NE(failure.message.find(each.part), std::string::npos) << failure.message;
  EXPECT_EQ(failure.next_step.empty(), each.next_step.empty()) << failure.next_step;
  EXPECT_NE(failure.next_step.find(each.next_step), std::string::npos) << failure.next_step;
  EXPECT_EQ(failure.http_status, each.status);
  EXPECT_EQ(failure.violations.empty() ? "" : failure.violations[0].field, each.field) << each.body;
}

TEST(UpstreamStatus, Is200AndNoPageForABrowser) {
  for (const std::string_view body : {"{}", "", "[]", "text"}) {
    EXPECT_TRUE(UpstreamStatus({Operation::kPing, ""}, FakeHttp::Response(200, body), "", kNow).ok());
  }
}

TEST(UpstreamStatus, OfRefusedIdentity) {
  const auto get = Operation::kGetUser;
  const auto reject = Reason::kUpstreamUnauthenticated;
  for (const Case& each : {
           Case{get, 401, R"({"detail":"Invalid nonce!"})", Reason::kUpstreamNonceRefused,
                "clock is off by ten minutes or more (it says 2025-10-09 08:53:20 UTC)", "timedatectl"},
           Case{get, 401, R"({"detail":"Could not find user with hotkey: 13b7U2"})",
                Reason::kHotkeyNotRegistered, "no account for this hotkey", ""},
           Case{get, 401, R"({"detail":"Invalid request signature for hotkey g. Message: g:1795390831:me"})",
                reject, "refused the hotkey's signature", "which config file and hotkey"},
           Case{get, 401, R"({"detail":"Invalid signature: zz, with error: non-hexadecimal"})", reject,
                "could not read the hotkey's signature", "which config file and hotkey"},
           Case{get, 401, R"({"detail":"Invalid token or user not found"})", reject, "Invalid token or user",
                "which config file and hotkey"},
           Case{get, 401, R"({"detail":"Can't find a user with that api key in our db :("})", reject,
                "in our db", "which config file"},
           Case{get, 401, R"({"detail":"Authentication required."})", reject, "Authentication required",
                "which config file and hotkey"},
           Case{get, 401, "", reject, "did not accept who we say we are", "which config file and hotkey"},
           Case{get, 401, kHtml, reject, "502 Bad Gateway", "which config file and hotkey"},
           Case{get, 401, R"({"detail":"Either payload_str or purpose must be provided"})",
                Reason::kUpstreamNotFound, "does not know the request", "base_url"},
           Case{get, 403, R"({"detail":"Token does not have permission for this resource"})",
                Reason::kUpstreamForbidden, "Token does not have permission", "which config file and hotkey"},
           Case{Operation::kDeleteKey, 401, R"({"detail":"Invalid nonce!"})", Reason::kUpstreamNonceRefused,
                "clock", "time"},
       }) {
    Check(each);
  }
}

TEST(UpstreamStatus, ShowsNeitherSignatureNorSignedText) {
  const Failure failure =
      FailureFor(Operation::kGetUser, 401,
                 R"({"detail":"Invalid request signature for hotkey g. Message: g:1795390831:me"})");
  EXPECT_EQ(failure.message.find("1795390831"), std::string::npos);
  EXPECT_EQ(FailureFor(Operation::kGetUser, 401, R"({"detail":"Invalid signature: abc123, with error"})")
                .message.find("abc123"),
            std::string::npos);
}

TEST(UpstreamStatus, OfRegistrations) {
  const auto reg = Operation::kRegisterUser;
  for (
      const Case& each : {
          Case{
              reg, 403,
              R"({"detail":"Invalid registration token, or registration token does not match expected IP address"})",
              Reason::kRegistrationTokenRefused, "older than 300 s", "rtok.chutes.ai", "registration_token"},
          Case{reg, 403, R"({"detail":"Request blocked, please try again"})", Reason::kUpstreamForbidden,
               "Request blocked", "which config file and hotkey"},
          Case{reg, 403, "<title>Just a moment...</title>", Reason::kUpstreamForbidden, "Just a moment",
               "which config file and hotkey"},
          Case{reg, 400, R"({"detail":"Missing registration token in URL query params, please upgrade"})",
               Reason::kRegistrationTokenRefused, "no registration token", "rtok.chutes.ai",
               "registration_token"},
          Case{reg, 400, R"({"detail":"Username must be 3-15 characters and contain only alphanumeric"})",
               Reason::kUpstreamInvalid, "Username must be 3-15", "another name", "username"},
          Case{reg, 402,
               R"({"detail":"You must have at least 0.25 tao on your coldkey to register an account."})",
               Reason::kUpstreamPaymentRequired, "at least 0.25 tao", "0.25 TAO"},
          Case{reg, 409, R"({"detail":"This hotkey is already registered to a user!"})",
               Reason::kHotkeyRegistered, "has an account already", "", "hotkey"},
          Case{reg, 409, R"({"detail":"Username bob already exists, sorry! Please choose another."})",
               Reason::kUsernameTaken, "taken", "another name", "username"},
          Case{reg, 409, R"({"detail":"Username bob is reserved by a pending registration. Wait."})",
               Reason::kUsernameTaken, "taken", "another name", "username"},
          Case{reg, 429, R"({"detail":"Too may registration requests."})", Reason::kUpstreamRateLimited,
               "no more registrations", "tomorrow"},
          Case{
              reg, 422,
              R"({"detail":[{"type":"missing","loc":["body","username"],"msg":"Field required","input":{}}]})",
              Reason::kUpstreamInvalid, "username: Field required", "", "username"},
      }) {
    Check(each);
  }
}

TEST(UpstreamStatus, OfKeys) {
  const auto create = Operation::kCreateKey;
  for (
      const Case& each : {
          Case{Operation::kGetKey, 404,
               R"({"detail":"API key with id admin1 not found or doesn't belong to you"})",
               Reason::kKeyNotFound, "no API key with this id", "", "key"},
          Case{Operation::kDeleteKey, 404, R"({"detail":"API key not found, or does not belong to you"})",
               Reason::kKeyNotFound, "no API key with this id", "", "key"},
          Case{create, 409, R"({"detail":"An API key already exists with this name"})", Reason::kKeyNameTaken,
               "with this name exists", "", "name"},
          Case{create, 409, R"({"detail":"Something else"})", Reason::kUpstreamConflict, "Something else",
               ""},
          Case{create, 400,
               R"({"detail":"Invalid request: API key name should start with alphanumeric character and"})",
               Reason::kUpstreamInvalid, "1 to 24", "another name", "name"},
          Case{create, 400, R"({"detail":"Invalid request: bad object_type"})", Reason::kUpstreamInvalid,
               "bad object_type", ""},
          Case{
              create, 422,
              R"({"detail":[{"type":"missing","loc":["body","scopes",0,"object_type"],"msg":"Field required","input":{}}]})",
              Reason::kUpstreamInvalid, "scopes[0].object_type: Field required", "", "scopes[0].object_type"},
          Case{
              Operation::kListKeys, 422,
              R"({"detail":[{"type":"int_parsing","loc":["query","page"],"msg":"Input should be a valid integer"}]})",
              Reason::kUpstreamInvalid, "page: Input should be", "", "page"},
      }) {
    Check(each);
  }
}

TEST(UpstreamStatus, OfSecrets) {
  const auto create = Operation::kCreateSecret;
  for (
      const Case& each : {
          Case{Operation::kGetSecret, 404, R"({"detail":"Secret not found, or does not belong to you"})",
               Reason::kSecretNotFound, "no secret with this id", "", "secret_id"},
          Case{Operation::kDeleteSecret, 404, R"({"detail":"Secret not found, or does not belong to you"})",
               Reason::kSecretNotFound, "no secret with this id", "", "secret_id"},
          Case{create, 404, R"({"detail":"Did not find target chute nope, or it does not belong to you"})",
               Reason::kChuteNotFound, "no chute with this id", "purpose", "purpose"},
          Case{create, 409, R"({"detail":"A secret already exists for this purpose with this key."})",
               Reason::kSecretExists, "has a secret with this key", "", "key"},
          Case{create, 403, R"({"detail":"Banned secret key: PYTHONPATH"})", Reason::kSecretKeyBanned,
               "PYTHONPATH", "another key", "key"},
          Case{
              create, 403,
              R"({"detail":"Only HF_TOKEN/HUGGING_FACE_HUB_TOKEN secrets are allowed for integrated subnet chutes"})",
              Reason::kUpstreamForbidden, "Only HF_TOKEN", "which config file and hotkey"},
      }) {
    Check(each);
  }
}

// A proxy's 404 or 409 must not be taken for the API's word that something is gone, or there.
TEST(UpstreamStatus, OfOthersThanTheApiSaysNothingAboutItsThings) {
  for (const std::string_view body :
       {kHtml, std::string_view(R"({"detail":"Not Found"})"), std::string_view("API key"), std::string_view(),
        std::string_view(R"({"detail":"No matching chute found!"})")}) {
    for (const Operation operation : {Operation::kGetKey, Operation::kDeleteKey, Operation::kGetSecret,
                                      Operation::kDeleteSecret, Operation::kCreateSecret}) {
      Check({operation, 404, body, Reason::kUpstreamNotFound, "this server", "base_url"});
    }
  }
  Check({Operation::kCreateKey, 409, "already exists", Reason::kUpstreamConflict, "already exists", ""});
}

TEST(UpstreamStatus, OfServersThatFail) {
  for (const int status : {500, 501, 502, 503, 504, 520, 599}) {
    Check({Operation::kListKeys, status, kHtml, Reason::kUpstreamFailed, "502 Bad Gateway", "try again"});
    Check({Operation::kListKeys, status, "Internal Server Error", Reason::kUpstreamFailed, "Internal",
           "try again"});
    Check({Operation::kListKeys, status, "", Reason::kUpstreamFailed, "failed with status", "try again"});
    Check({Operation::kCreateKey, status, kHtml, Reason::kOutcomeUnknown, "create the API key 'thing'",
           "ListKeys"});
    Check(
        {Operation::kDeleteSecret, status, "", Reason::kOutcomeUnknown, "delete the secret", "ListSecrets"});
  }
  Check({Operation::kPing, 503, R"({"detail":"Database connectivity problems: x"})", Reason::kUpstreamFailed,
         "Database", "try"});
  Check({Operation::kListKeys, 408, "", Reason::kUpstreamFailed, "408", "base_url"});
  Check({Operation::kCreateKey, 408, "", Reason::kOutcomeUnknown, "408", "ListKeys"});
}

TEST(UpstreamStatus, OfAnswersThatAreNoneOfTheApis) {
  for (const int status : {200, 203}) {
    Check({Operation::kListKeys, status, kHtml, Reason::kUpstreamMalformed, "does not send", "base_url"});
    Check({Operation::kCreateKey, status, kHtml, Reason::kOutcomeUnknown, "does not send", "ListKeys"});
  }
  Check({Operation::kListKeys, 204, "", Reason::kUpstreamMalformed, "204", "base_url"});
  Check({Operation::kListKeys, 405, "", Reason::kUpstreamFailed, "405", "base_url"});
  Check({Operation::kCreateSecret, 413, kHtml, Reason::kUpstreamInvalid, "too large", ""});
  Check({Operation::kListKeys, 407, "", Reason::kUpstreamFailed, "proxy", "HTTPS_PROXY"});
}

TEST(UpstreamStatus, OfUnexpectedSuccessDoesNotQuoteWhatWasMade) {
  const Failure failure = FailureFor(Operation::kCreateKey, 201, R"({"message":"cpk_canary"})");
  EXPECT_EQ(failure.reason, Reason::kOutcomeUnknown);
  EXPECT_EQ(failure.message.find("canary"), std::string::npos);
}

TEST(UpstreamStatus, OfRedirectsNamesTheTargetOnly) {
  for (const int status : {301, 302, 303, 307, 308}) {
    for (const Operation operation : {Operation::kListKeys, Operation::kCreateSecret}) {
      http::HttpResponse response = FakeHttp::Response(status, "");
      response.location = "https://evil.example/path?canary";
      const auto failure = FailureOf(UpstreamStatus({operation, ""}, response, "", kNow));
      EXPECT_EQ(failure->reason, Reason::kUpstreamRedirected);
      EXPECT_NE(failure->message.find("https://evil.example;"), std::string::npos) << failure->message;
      EXPECT_EQ(failure->message.find("canary"), std::string::npos) << failure->message;
      EXPECT_NE(failure->next_step.find("base_url"), std::string::npos);
    }
  }
}

TEST(UpstreamStatus, PassesOnHowLongToWait) {
  http::HttpResponse response = FakeHttp::Response(429, "");
  EXPECT_FALSE(UpstreamStatus({Operation::kListKeys, ""}, response, "", kNow).failure().retry_after);
  response.retry_after = "7";
  EXPECT_EQ(UpstreamStatus({Operation::kListKeys, ""}, response, "", kNow).failure().retry_after, seconds(7));
  response.retry_after = "Thu, 09 Oct 2025 08:54:20 GMT";
  EXPECT_EQ(UpstreamStatus({Operation::kListKeys, ""}, response, "", kNow).failure().retry_after,
            seconds(60));
  EXPECT_EQ(UpstreamStatus({Operation::kCreateKey, ""}, response, "", kNow).failure().reason,
            Reason::kUpstreamRateLimited);
}

TEST(UpstreamStatus, NeverShowsASecretThatWasSent) {
  constexpr std::string_view kSecret = "topsecret-canary-51c7e0";
  const std::string secret(kSecret);
  for (
      const std::string& body :
      {R"({"detail":[{"type":"missing","loc":["body","purpose"],"msg":"Field required","input":{"key":"Q","value":")" +
           secret + R"("}}]})",
       R"({"detail":[{"loc":["body",")" + secret + R"("],"msg":")" + secret + R"(","input":")" + secret +
           R"("}]})",
       R"({"detail":"no: ')" + secret + R"('"})", R"({"detail":{"error":")" + secret + R"("}})",
       "<title>" + secret + "</title>", "echo " + secret,
       R"({"detail":"cut )" + secret.substr(0, 12) + R"(..."})"}) {
    for (const int status : {200, 201, 301, 400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502}) {
      for (const Operation operation : {Operation::kCreateSecret, Operation::kRegisterUser}) {
        const Status result =
            UpstreamStatus({operation, "Q"}, FakeHttp::Response(status, body), kSecret, kNow);
        if (result.ok()) continue;
        const std::string shown = AllTextOf(result);
        EXPECT_EQ(shown.find("topsecre"), std::string::npos) << status << " " << shown;
        EXPECT_EQ(shown.find("canary"), std::string::npos) << status << " " << shown;
      }
    }
  }
}

TEST(UpstreamStatus, HasAReasonAndAShortMessageForEveryStatus) {
  const std::string long_text(2'000, 'x');
  for (int status = 201; status < 600; ++status) {
    for (int i = 0; i <= static_cast<int>(Operation::kListChutes); ++i) {
      const Failure failure = FailureFor(static_cast<Operation>(i), status, long_text);
      EXPECT_NE(failure.reason, Reason::kUnspecified);
      EXPECT_NE(failure.reason, Reason::kInternal);
      EXPECT_FALSE(failure.message.empty());
    }
  }
}

}  // namespace
}  // namespace chutesd::api
