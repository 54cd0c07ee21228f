#include "daemon/codec/error_body.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace chutesd::codec {
namespace {

constexpr std::string_view kSecret = "topsecret-8c1f";

TEST(ReadErrorBody, MakesOneLineOfEveryShape) {
  struct Case {
    std::string_view body, line;
    bool own_words;
  };
  const Case cases[] = {
      {R"({"detail":"Invalid nonce!"})", "Invalid nonce!", true},
      {R"({"detail":"two\nlines \u001b[31m"})", "two lines \\x1b[31m", true},
      {R"({"detail":{"message":"from an object","other":1}})", "from an object", true},
      {R"({"detail":{"code":7}})", "", true},
      {R"({"detail":[]})", "", true},
      {R"({"detail":["plain","texts"]})", "plain; texts", true},
      {R"({"detail":7})", "", true},
      {R"({"detail":null,"message":"outer"})", "outer", false},
      {R"({"message":"$.query.nonce: required parameter missing"})",
       "$.query.nonce: required parameter missing", false},
      {R"({"error":"text"})", "text", false},
      {R"({"data":{"a":1}})", "", false},
      {R"(["a"])", "", false},
      {R"("just a text")", "just a text", false},
      {"Internal Server Error", "Internal Server Error", false},
      {"<html><title>504 Gateway Time-out</title></html>", "504 Gateway Time-out", false},
      {"", "", false},
      {"{\"detail\":\"cut off", "{\"detail\":\"cut off", false},
  };
  for (const Case& each : cases) {
    const ErrorBody read = ReadErrorBody(each.body, "");
    EXPECT_EQ(read.line, each.line) << each.body;
    EXPECT_EQ(read.own_words, each.own_words) << each.body;
    EXPECT_TRUE(read.violations.empty()) << each.body;
  }
}

TEST(ReadErrorBody, NamesTheFieldsOfA422) {
  struct Case {
    const char* loc;
    const char* field;
  };
  for (const Case& each :
       {Case{R"(["body","admin"])", "admin"},
        Case{R"(["body","scopes",0,"object_type"])", "scopes[0].object_type"},
        Case{R"(["query","page"])", "page"}, Case{R"(["path","secret_id"])", "secret_id"},
        Case{R"(["header","X-Chutes-Hotkey"])", "header.X-Chutes-Hotkey"}, Case{R"(["body"])", "body"},
        Case{R"(["body",12])", "body[12]"}, Case{R"(["body","a b\u001b"])", "?"},
        Case{R"(["body",null])", "?"}, Case{R"([])", "request"}, Case{R"(7)", "request"}}) {
    const std::string body =
        std::string(R"({"detail":[{"type":"x","loc":)") + each.loc + R"(,"msg":"Field required"}]})";
    const ErrorBody read = ReadErrorBody(body, "");
    EXPECT_EQ(read.violations, (std::vector<FieldViolation>{{each.field, "Field required"}})) << each.loc;
    EXPECT_EQ(read.line, std::string(each.field) + ": Field required");
    EXPECT_TRUE(read.own_words);
  }
}

TEST(ReadErrorBody, JoinsSeveralEntriesAndStopsAtSixteen) {
  const ErrorBody two = ReadErrorBody(
      R"({"detail":[{"loc":["body","a"],"msg":"M1"},{"loc":["body","b"],"msg":"M2"},{"loc":["body","c"]}]})",
      "");
  EXPECT_EQ(two.line, "a: M1; b: M2; c: was refused");
  std::string many = R"({"detail":[{"loc":["body","a"],"msg":"m"})";
  for (int i = 0; i < 100; ++i)
    many += R"(,{"loc":["body","some_longer_name"],"msg":"a message of some length"})";
  const ErrorBody read = ReadErrorBody(many + "]}", "");
  EXPECT_EQ(read.violations.size(), 16U);
  EXPECT_LE(read.line.size(), 300U);
}

TEST(ReadErrorBody, NeverShowsWhatWasSent) {
  const std::string secret(kSecret);
  for (
      const std::string& body : {
          R"({"detail":[{"type":"missing","loc":["body","purpose"],"msg":"Field required","input":{"key":"Q","value":")" +
              secret + R"("}}]})",
          R"({"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"m","input":"{\"value\":\")" +
              secret + R"(\"}","ctx":{"error":")" + secret + R"("}}]})",
          R"({"detail":[{"loc":["body",")" + secret + R"("],"msg":"not )" + secret + R"("}]})",
          R"({"detail":[")" + secret + R"("]})",
          R"({"detail":{"message":"bad )" + secret + R"("}})",
          R"({"detail":"bad value ')" + secret + R"('"})",
          R"({"message":")" + secret + R"("})",
          "<p>You sent " + secret + "</p>",
          "you sent: value=" + secret + "&x",
          R"({"detail":")" + secret,
      }) {
    const ErrorBody read = ReadErrorBody(body, kSecret);
    std::string shown = read.line;
    for (const FieldViolation& violation : read.violations) shown += violation.field + violation.description;
    EXPECT_EQ(shown.find("topsecre"), std::string::npos) << shown;
    EXPECT_EQ(shown.find("cret-8c1f"), std::string::npos) << shown;
  }
}

// Every error answer that was recorded from the real server becomes one safe line.
TEST(ReadErrorBody, ReadsEveryRecordedError) {
  std::ifstream transcript(CHUTES_TEST_DATA "/vectors/server-transcript.jsonl");
  int errors = 0;
  for (std::string row; std::getline(transcript, row);) {
    const auto record = nlohmann::json::parse(row);
    if (record["status"] < 400 || record["response"].get<std::string>().empty()) continue;
    ++errors;
    const std::string body = record["response"];
    const ErrorBody read = ReadErrorBody(body, "");
    EXPECT_FALSE(read.line.empty()) << body;
    EXPECT_LE(read.line.size(), 300U);
    EXPECT_EQ(read.own_words, body.starts_with("{\"detail\"")) << body;
    EXPECT_EQ(!read.violations.empty(), record["status"] == 422) << body;
    EXPECT_EQ(read.line.find("input"),
              body.find("Input should") == std::string::npos ? std::string::npos : read.line.find("input"));
  }
  EXPECT_GT(errors, 40);
}

}  // namespace
}  // namespace chutesd::codec
