#include <gtest/gtest.h>

#include <functional>

#include "daemon/codec/json.h"

namespace chutesd::codec {
namespace {

JsonReader Reader(std::string_view text) {
  auto reader = JsonReader::Parse(text);
  EXPECT_TRUE(reader.ok()) << reader.status();
  return *std::move(reader);
}

TEST(JsonReader, TakesObjectsOnly) {
  for (const char* text : {"[]", "\"x\"", "1", "null", ""})
    EXPECT_FALSE(JsonReader::Parse(text).ok()) << text;
  EXPECT_TRUE(JsonReader::Parse("{}").ok());
}

TEST(JsonReader, ReadsEachTypeByName) {
  JsonReader reader = Reader(R"({"s":"t\u00e9xt","b":true,"i":-7,"n":2.5,"w":3,"t":"2025-10-04T12:24:46Z",
                                 "id":"dff3e6bb-3a6b-5a2b-9c48-da3abcd5ca5f","o":{"x":1},"a":[{"y":2},{"y":3}]})");
  EXPECT_EQ(reader.String("s"), "t\xC3\xA9xt");
  EXPECT_TRUE(reader.Bool("b"));
  EXPECT_EQ(reader.Int("i"), -7);
  EXPECT_EQ(reader.OptionalNumber("n"), 2.5);
  EXPECT_EQ(reader.OptionalNumber("w"), 3.0);
  EXPECT_EQ(reader.OptionalInt("w"), 3);
  EXPECT_EQ(reader.OptionalTime("t").value().time_since_epoch().count(), 1759580686000000);
  EXPECT_EQ(reader.Id("id"), "dff3e6bb-3a6b-5a2b-9c48-da3abcd5ca5f");
  EXPECT_EQ(reader.OptionalObject("o")->Int("x"), 1);
  std::vector<JsonReader> rows = reader.Objects("a");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].Int("y"), 3);
  EXPECT_TRUE(reader.status().ok()) << reader.status();
}

TEST(JsonReader, OptionalMembersMayBeAbsentOrNull) {
  JsonReader reader = Reader(R"({"n":null})");
  for (const char* name : {"n", "absent"}) {
    EXPECT_FALSE(reader.OptionalString(name));
    EXPECT_FALSE(reader.OptionalSecret(name));
    EXPECT_FALSE(reader.OptionalNumber(name));
    EXPECT_FALSE(reader.OptionalInt(name));
    EXPECT_FALSE(reader.OptionalTime(name));
    EXPECT_FALSE(reader.OptionalObject(name));
  }
  EXPECT_TRUE(reader.status().ok()) << reader.status();
}

TEST(JsonReader, TellsWhatIsWrongWithWhichMember) {
  struct Case {
    const char* text;
    std::function<void(JsonReader&)> read;
    const char* message;
  };
  const Case cases[] = {
      {"{}", [](auto& r) { r.String("s"); }, "member 's' is missing"},
      {R"({"s":null})", [](auto& r) { r.String("s"); }, "member 's' is null"},
      {R"({"s":5})", [](auto& r) { r.String("s"); }, "member 's' is not a text"},
      {R"({"s":[]})", [](auto& r) { r.OptionalString("s"); }, "member 's' is not a text"},
      {R"({"s":1})", [](auto& r) { r.Secret("s"); }, "member 's' is not a text"},
      {R"({"s":{}})", [](auto& r) { r.OptionalSecret("s"); }, "member 's' is not a text"},
      {R"({"b":"true"})", [](auto& r) { r.Bool("b"); }, "member 'b' is not true or false"},
      {R"({"i":1.5})", [](auto& r) { r.Int("i"); }, "member 'i' is not a whole number"},
      {R"({"i":9223372036854775808})", [](auto& r) { r.Int("i"); }, "member 'i' is not a whole number"},
      {R"({"i":"1"})", [](auto& r) { r.OptionalInt("i"); }, "member 'i' is not a whole number"},
      {R"({"n":"1"})", [](auto& r) { r.OptionalNumber("n"); }, "member 'n' is not a number"},
      {R"({"t":"yesterday"})", [](auto& r) { r.OptionalTime("t"); }, "member 't' is not a time"},
      {R"({"t":7})", [](auto& r) { r.OptionalTime("t"); }, "member 't' is not a time"},
      {R"({"o":[]})", [](auto& r) { r.OptionalObject("o"); }, "member 'o' is not an object"},
      {R"({"o":1})", [](auto& r) { r.OptionalObject("o"); }, "member 'o' is not an object"},
      {R"({"a":{}})", [](auto& r) { r.Objects("a"); }, "member 'a' is not a list"},
      {R"({"a":[{},7]})", [](auto& r) { r.Objects("a"); }, "member 'a[1]' is not an object"},
      {R"({"o":{"p":{}}})", [](auto& r) { r.OptionalObject("o")->OptionalObject("p")->Int("q"); },
       "member 'o.p.q' is missing"},
      {R"({"items":[{"n":""},{}]})",
       [](auto& r) {
         for (JsonReader& row : r.Objects("items")) row.String("n");
       },
       "member 'items[1].n' is missing"},
  };
  for (const Case& each : cases) {
    JsonReader reader = Reader(each.text);
    each.read(reader);
    EXPECT_EQ(reader.status().message(), each.message) << each.text;
  }
}

TEST(JsonReader, KeepsTheFirstProblemAndYieldsEmptyValues) {
  JsonReader reader = Reader("{}");
  EXPECT_EQ(reader.String("first"), "");
  EXPECT_EQ(reader.Int("second"), 0);
  EXPECT_TRUE(reader.Objects("third").empty());
  EXPECT_EQ(reader.status().message(), "member 'first' is missing");
}

TEST(JsonReader, IdsAreShortAndPlain) {
  for (const std::string& id :
       {std::string("a/b"), std::string("a b"), std::string("a\x1b[2J"), std::string("\xC3\xA9"),
        std::string(), std::string(129, 'a'), std::string("a?b"), std::string("a%2Fb")}) {
    std::string text = "{\"id\":\"";
    for (const char c : id) text += c == '\x1b' ? std::string("\\u001b") : std::string(1, c);
    JsonReader reader = Reader(text + "\"}");
    EXPECT_EQ(reader.Id("id"), "");
    EXPECT_EQ(reader.status().message(), "member 'id' is not an id") << id;
  }
  for (const char* id : {"5EEyUf8TZqX6KEfvfNZVfRQKqALgqCr7uGL3rPc4LanzbaSw", "sec_1.2:x", "0"}) {
    JsonReader reader = Reader(std::string("{\"id\":\"") + id + "\"}");
    EXPECT_EQ(reader.Id("id"), id);
  }
}

TEST(JsonReader, SecretsAreTakenOutOnce) {
  JsonReader reader = Reader(R"({"k":"cpk_canary"})");
  EXPECT_EQ(reader.Secret("k").Reveal(), "cpk_canary");
  EXPECT_FALSE(reader.HasText("k"));
  EXPECT_FALSE(reader.OptionalSecret("k"));
  EXPECT_TRUE(reader.status().ok());
}

TEST(JsonReader, KnowsWhichMembersAreTexts) {
  const JsonReader reader = Reader(R"({"u":null,"b":false,"n":1,"d":0.5,"t":"","a":[],"o":{}})");
  for (const char* name : {"absent", "u", "b", "n", "d", "a", "o"})
    EXPECT_FALSE(reader.HasText(name)) << name;
  EXPECT_TRUE(reader.HasText("t"));
  EXPECT_TRUE(reader.status().ok());
}

TEST(JsonReader, NestedReadersOutliveTheFirst) {
  std::optional<JsonReader> nested;
  {
    JsonReader reader = Reader(R"({"o":{"s":"still here, and longer than a short string"}})");
    nested = reader.OptionalObject("o");
  }
  ASSERT_TRUE(nested);
  EXPECT_EQ(nested->String("s"), "still here, and longer than a short string");
}

}  // namespace
}  // namespace chutesd::codec
