#include "daemon/rpc/grpc_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "chutesd/v1/errors.pb.h"
#include "daemon/base/failure.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/unit/base/no_cli.h"

namespace chutesd::rpc {
namespace {

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

// The one detail of this type, if there is one.
template <typename Detail>
std::optional<Detail> Find(const grpc::Status& status) {
  std::optional<Detail> found;
  const google::rpc::Status details = DetailsOf(status);
  for (const auto& any : details.details()) {
    Detail detail;
    if (!any.UnpackTo(&detail)) continue;
    EXPECT_FALSE(found.has_value()) << "twice";
    found = detail;
  }
  return found;
}

TEST(GrpcStatusTest, ToGrpcStatus_OkStaysOk) {
  const grpc::Status status = ToGrpcStatus(OkStatus());
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(status.error_details(), "");
}

TEST(GrpcStatusTest, ToGrpcStatus_CarriesReasonNextStepAndHttpStatus) {
  const grpc::Status status = ToGrpcStatus(Failure{.reason = Reason::kKeyNameTaken,
                                                   .message = "an API key named 'ci' exists",
                                                   .next_step = "choose another name",
                                                   .http_status = 409});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(status.error_message(), "an API key named 'ci' exists");
  const google::rpc::Status details = DetailsOf(status);
  EXPECT_EQ(details.code(), 6);
  EXPECT_EQ(details.message(), status.error_message());
  EXPECT_EQ(details.details_size(), 1);
  const auto info = Find<google::rpc::ErrorInfo>(status);
  ASSERT_TRUE(info.has_value());
  EXPECT_EQ(info->reason(), "KEY_NAME_TAKEN");
  EXPECT_EQ(info->domain(), "chutesd");
  EXPECT_EQ(info->metadata().size(), 2U);
  EXPECT_EQ(info->metadata().at("next_step"), "choose another name");
  EXPECT_EQ(info->metadata().at("http_status"), "409");
}

TEST(GrpcStatusTest, ToGrpcStatus_FactsAreMetadata) {
  Failure failure{.reason = Reason::kConfigInvalid, .message = "m", .http_status = 401, .stage = "tls"};
  failure.facts = {{fact::kPath, "/c 'x'.ini"}, {fact::kLine, "12"}};
  const auto info = Find<google::rpc::ErrorInfo>(ToGrpcStatus(Status(failure)));
  const std::map<std::string, std::string> metadata(info->metadata().begin(), info->metadata().end());
  EXPECT_EQ(metadata, (Facts{{"path", "/c 'x'.ini"},
                             {"line", "12"},
                             {"http_status", "401"},
                             {"stage", "tls"},
                             {"next_step", std::string(TraitsOf(Reason::kConfigInvalid).next_step)}}));
}

// A path that is cut, or has `?` in it, is the path of something else.
TEST(GrpcStatusTest, ToGrpcStatus_FactsThatDoNotFitAreLeftOut) {
  Failure failure{.reason = Reason::kConfigInvalid, .message = "m"};
  failure.facts = {{fact::kPath, "/" + std::string(1000, 'd') + "/c.ini"}, {fact::kLine, "12"}};
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(ToGrpcStatus(Status(failure)))->metadata().at("path"),
            failure.facts.at(fact::kPath));
  failure.facts[fact::kPath] = "/" + std::string(4000, 'd') + "/c.ini";
  const auto info = Find<google::rpc::ErrorInfo>(ToGrpcStatus(Status(failure)));
  EXPECT_FALSE(info->metadata().contains("path"));
  failure.facts[fact::kPath] = "/\xff.ini";
  EXPECT_FALSE(Find<google::rpc::ErrorInfo>(ToGrpcStatus(Status(failure)))->metadata().contains("path"));
  EXPECT_EQ(info->metadata().at("line"), "12");
}

TEST(GrpcStatusTest, ToGrpcStatus_EveryReasonHasItsCodeAndName) {
  for (int number = v1::Reason_MIN; number <= v1::Reason_MAX; ++number) {
    if (!v1::Reason_IsValid(number)) continue;
    const auto reason = static_cast<Reason>(number);
    const grpc::Status status = ToGrpcStatus(Failure{.reason = reason, .message = "m"});
    EXPECT_EQ(static_cast<int>(status.error_code()), TraitsOf(reason).code);
    const auto info = Find<google::rpc::ErrorInfo>(status);
    EXPECT_EQ("REASON_" + info->reason(), v1::Reason_Name(static_cast<v1::Reason>(number)));
    EXPECT_EQ(info->metadata().at("next_step"), TraitsOf(reason).next_step);
    for (const auto& [name, value] : info->metadata()) EXPECT_FALSE(HasCliCommand(value)) << value;
  }
}

TEST(GrpcStatusTest, ToGrpcStatus_NamesWrongFieldsInABadRequest) {
  Failure failure{.reason = Reason::kUpstreamInvalid, .message = "two wrong fields"};
  failure.violations = {{"scopes[0].object_id", "is unknown"}, {"name", "is taken"}};
  const auto bad = Find<google::rpc::BadRequest>(ToGrpcStatus(Status(failure)));
  ASSERT_TRUE(bad.has_value());
  ASSERT_EQ(bad->field_violations_size(), 2);
  EXPECT_EQ(bad->field_violations(0).field(), "scopes[0].object_id");
  EXPECT_EQ(bad->field_violations(0).description(), "is unknown");
  EXPECT_EQ(bad->field_violations(1).field(), "name");
}

TEST(GrpcStatusTest, ToGrpcStatus_SaysHowLongToWait) {
  Failure failure{.reason = Reason::kUpstreamRateLimited, .message = "slow down"};
  failure.retry_after = std::chrono::milliseconds(1500);
  const auto retry = Find<google::rpc::RetryInfo>(ToGrpcStatus(Status(failure)));
  ASSERT_TRUE(retry.has_value());
  EXPECT_EQ(retry->retry_delay().seconds(), 1);
  EXPECT_EQ(retry->retry_delay().nanos(), 500'000'000);
}

TEST(GrpcStatusTest, ToGrpcStatus_WithoutFieldsOrWaitHasNeitherDetail) {
  const grpc::Status status = ToGrpcStatus(Failure{.reason = Reason::kTimeout, .message = "m"});
  EXPECT_FALSE(Find<google::rpc::BadRequest>(status).has_value());
  EXPECT_FALSE(Find<google::rpc::RetryInfo>(status).has_value());
  // What can be done goes without saying it at each failure.
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(status)->metadata().at("next_step"),
            TraitsOf(Reason::kTimeout).next_step);
}

TEST(GrpcStatusTest, ToGrpcStatus_CapsTheMessageAt512BytesBetweenCharacters) {
  std::string longest;
  while (longest.size() < 600) longest += "\u20ac";
  for (const std::string& shift : {std::string(), std::string("a"), std::string("aa")}) {
    const grpc::Status status =
        ToGrpcStatus(Failure{.reason = Reason::kInternal, .message = shift + longest});
    EXPECT_LE(status.error_message().size(), 512U);
    EXPECT_GE(status.error_message().size(), 510U);
    EXPECT_THAT(status.error_message(), testing::EndsWith("\u20ac..."));
    EXPECT_EQ(DetailsOf(status).message(), status.error_message());
  }
  const std::string fits(512, 'x');
  EXPECT_EQ(ToGrpcStatus(Failure{.reason = Reason::kInternal, .message = fits}).error_message(), fits);
}

TEST(GrpcStatusTest, ToGrpcStatus_SurvivesTextsThatAreNotUtf8) {
  Failure failure{
      .reason = Reason::kWalletNotFound, .message = "no wallet '\xff'", .next_step = "use '\xfe'"};
  failure.violations.push_back({"wallet", "is not '\xfd'"});
  const grpc::Status status = ToGrpcStatus(Status(failure));
  EXPECT_EQ(status.error_message(), "no wallet '?'");
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(status)->metadata().at("next_step"), "use '?'");
  EXPECT_EQ(Find<google::rpc::BadRequest>(status)->field_violations(0).description(), "is not '?'");
}

TEST(GrpcStatusTest, ToGrpcStatus_AStatusOfAnotherMakeIsInternal) {
  const grpc::Status status = ToGrpcStatus(Fail(Reason::kInternal, "cannot bind"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(status.error_message(), "cannot bind");
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(status)->reason(), "INTERNAL");
}

// The client refuses more than 8 KiB of trailers and then shows an error of its own.
TEST(GrpcStatusTest, ToGrpcStatus_TheLargestErrorFitsIntoTheTrailers) {
  std::string text;
  while (text.size() < 2000) text += "\u00e9";
  Failure failure{.reason = Reason::kUpstreamInvalid, .message = text, .next_step = text, .http_status = 422};
  failure.retry_after = std::chrono::hours(1);
  for (int i = 0; i < 100; ++i) {
    failure.violations.push_back({text, text});
    failure.facts["fact" + std::to_string(i)] = std::string(static_cast<std::size_t>(i) * 20, 'f');
  }
  const grpc::Status status = ToGrpcStatus(Status(failure));
  const std::size_t percent_encoded = status.error_message().size() * 3;
  const std::size_t base64 = (status.error_details().size() + 2) / 3 * 4;
  EXPECT_LT(percent_encoded + base64, 8192U - 300U);
  EXPECT_EQ(Find<google::rpc::BadRequest>(status)->field_violations_size(), 8);
  failure.violations.clear();
  const grpc::Status facts_alone = ToGrpcStatus(Status(failure));
  EXPECT_LT(facts_alone.error_message().size() * 3 + (facts_alone.error_details().size() + 2) / 3 * 4,
            8192U - 300U);
}

}  // namespace
}  // namespace chutesd::rpc
