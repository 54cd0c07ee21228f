#include "daemon/config/ini_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "daemon/base/failure.h"
#include "tests/unit/base/no_cli.h"
#include "tests/unit/config/ini_names.h"

namespace chutesd::config {
namespace {

using testing::HasSubstr;

Result<IniText> Parsed(std::string_view text) { return IniText::Parse(SecretString(text), "/c.ini"); }

// The value, "<none>", or "<error>".
std::string Value(std::string_view text, std::string_view section, std::string_view key) {
  const Result<IniText> ini = Parsed(text);
  if (!ini.ok()) return "<refused> " + std::string(ini.status().message());
  const Result<std::optional<SecretString>> value = ini->Get(section, key);
  if (!value.ok()) return "<error> " + std::string(value.status().message());
  return value->has_value() ? std::string((*value)->Reveal()) : "<none>";
}

struct ValueCase {
  const char* name;
  std::string text;
  std::string section;
  std::string key;
  std::string expected;
};

class IniValue : public testing::TestWithParam<ValueCase> {};

TEST_P(IniValue, IsReadAsByConfigParser) {
  const ValueCase& param = GetParam();
  EXPECT_EQ(Value(param.text, param.section, param.key), param.expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, IniValue,
    testing::Values(
        ValueCase{"Colon", "[a]\nkey: v\n", "a", "key", "v"},
        ValueCase{"Tight", "[a]\nkey=v\n", "a", "key", "v"},
        ValueCase{"FirstDelimiterSplits", "[a]\nk = a=b:c\n", "a", "k", "a=b:c"},
        ValueCase{"KeyCaseIsFolded", "[a]\nKeY = v\n", "a", "kEy", "v"},
        ValueCase{"SectionCaseIsNot", "[Auth]\nk = v\n", "auth", "k", "<none>"},
        ValueCase{"SectionSpacesAreKept", "[ auth ]\nk = v\n", "auth", "k", "<none>"},
        ValueCase{"TextAfterHeader", "[a] x\nk = v\n", "a", "k", "v"},
        ValueCase{"NoInlineComment", "[a]\nk = v # c\n", "a", "k", "v # c"},
        ValueCase{"CommentEndsNoValue", "[a]\nk = v\n  # c\n  w\n", "a", "k", "v\nw"},
        ValueCase{"BlankLineIsKept", "[a]\nk = v\n\n  w\n\n\n", "a", "k", "v\n\nw"},
        ValueCase{"ContinuationOfEmpty", "[a]\nk =\n  w\n", "a", "k", "\nw"},
        ValueCase{"DeeperKeyContinues", "[a]\n k = v\n  l = w\n", "a", "k", "v\nl = w"},
        ValueCase{"WholeFileIndented", "  [a]\n  k = v\n  l = w\n", "a", "l", "w"},
        ValueCase{"Crlf", "[a]\r\nk = v\r\nl = w\r\n", "a", "k", "v"},
        ValueCase{"LoneCr", "[a]\rk = v\rl = w", "a", "l", "w"},
        ValueCase{"Quotes", "[a]\nk = \"v\"\n", "a", "k", "\"v\""},
        ValueCase{"Empty", "[a]\nk =\n", "a", "k", ""},
        ValueCase{"NoBreakSpaceIsTrimmed", "[a]\nk = \xc2\xa0v\xe3\x80\x80\n", "a", "k", "v"},
        ValueCase{"Percent", "[a]\nk = 5%%\n", "a", "k", "5%"},
        ValueCase{"Reference", "[a]\nx = 1\nk = %(X)s2\n", "a", "k", "12"},
        ValueCase{"DefaultSupplies", "[DEFAULT]\nk = d\n[a]\n", "a", "k", "d"},
        ValueCase{"DefaultOnlyToExistingSections", "[DEFAULT]\nk = d\n", "a", "k", "<none>"},
        ValueCase{"SectionBeforeDefault", "[DEFAULT]\nx = d\nk = %(x)s\n[a]\nx = s\n", "a", "k", "s"},
        ValueCase{"AbsentKey", "[a]\nk = v\n", "a", "l", "<none>"},
        ValueCase{"OtherValuesMayBeBad", "[a]\nk = 5%\nl = v\n", "a", "l", "v"},
        ValueCase{"BarePercent", "[a]\n\nk = 5%\n", "a", "k",
                  "<error> /c.ini:3: [a] k: the value has a `%` that is neither `%%` nor `%(key)s`"},
        ValueCase{"UnknownReference", "[a]\nk = %(x)s\n", "a", "k",
                  "<error> /c.ini:2: [a] k: the value refers to a key that is in neither this section nor "
                  "[DEFAULT]"},
        ValueCase{"SelfReference", "[a]\nk = %(k)s\n", "a", "k",
                  "<error> /c.ini:2: [a] k: the value refers to other keys more than 10 deep, or to itself"}),
    [](const auto& test) { return test.param.name; });

struct RefusalCase {
  const char* name;
  std::string text;
  std::string message;
};

class IniRefusal : public testing::TestWithParam<RefusalCase> {};

TEST_P(IniRefusal, NamesFileLineAndKeyAndWhatToDo) {
  const Result<IniText> ini = Parsed(GetParam().text);
  ASSERT_FALSE(ini.ok());
  EXPECT_EQ(ini.status().message(), GetParam().message);
  const Failure failure = ini.failure();
  EXPECT_EQ(failure.reason, Reason::kConfigInvalid);
  EXPECT_NE(failure.next_step, "");
  ExpectNoCliCommand(failure);
  EXPECT_EQ(failure.facts.at(fact::kPath), "/c.ini");
  const std::string line = failure.facts.contains(fact::kLine) ? ":" + failure.facts.at(fact::kLine) : "";
  EXPECT_TRUE(failure.message.starts_with("/c.ini" + line + ": ")) << failure.message;
}

INSTANTIATE_TEST_SUITE_P(
    Table, IniRefusal,
    testing::Values(
        RefusalCase{"DuplicateKey", "[a]\nk = 1\n\nK = 2\n",
                    "/c.ini:4: [a] K: the key is there already, on line 2"},
        RefusalCase{"DuplicateSection", "[a]\n[b]\n[a]\n",
                    "/c.ini:3: [a]: the section is there already, on line 1"},
        RefusalCase{"DuplicateInDefault", "[DEFAULT]\nk = 1\n[DEFAULT]\nk = 2\n",
                    "/c.ini:4: [DEFAULT] k: the key is there already, on line 2"},
        RefusalCase{"NoDelimiter", "[auth]\nusername\n", "/c.ini:2: [auth]: the line has no `=`"},
        RefusalCase{"NoKey", "[auth]\n= v\n", "/c.ini:2: [auth]: there is no key before the `=`"},
        RefusalCase{"NoHeader", "# c\nk = v\n", "/c.ini:2: text stands before the first section header"},
        RefusalCase{"ByteOrderMark", "\xef\xbb\xbf[a]\n", "/c.ini:1: starts with a byte order mark"},
        RefusalCase{"NotUtf8", "[a]\nk = \xff\n", "/c.ini: is not UTF-8 text"}),
    [](const auto& test) { return test.param.name; });

TEST(IniText, ShowsNoKeyMaterialThatStandsInTheWrongPlace) {
  const std::string seed = "da3cf5b1e9144931a0f0db65664aab662673b099415a7f8121b7245fb0be4143";
  for (std::string text : {"[auth]\n#\n", "[auth]\n# = 1\n# = 2\n", "[#]\n[#]\n", "# = x\n", "[auth]\n= #\n",
                           "[auth]\nda3cf5b1 = 1\nda3cf5b1 = 2\n"}) {
    for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#'))
      text.replace(at, 1, seed);
    const Result<IniText> ini = Parsed(text);
    ASSERT_FALSE(ini.ok()) << text;
    const Failure failure = ini.failure();
    EXPECT_EQ((failure.message + failure.next_step).find("da3cf5"), std::string::npos) << failure.message;
  }
}

TEST(IniText, ReferencesThatMultiplyAreStopped) {
  std::string text = "[a]\n";
  for (int i = 0; i < 9; ++i) {
    text += fmt::format("k{} =", i);
    for (int copy = 0; copy < 50; ++copy) text += fmt::format(" %(k{})s", i + 1);
    text += "\n";
  }
  text += "k9 = x%%\n";
  EXPECT_THAT(Value(text, "a", "k0"), HasSubstr("becomes too long"));
}

TEST(IniText, AValueMayBeAsLongAsItsFile) {
  const std::string value((std::size_t{1} << 20U) - 100, 'x');
  EXPECT_EQ(Value("[a]\nk = " + value + "\n", "a", "k"), value);
  EXPECT_EQ(Value("[a]\nk = " + value + "%%\n", "a", "k"), value + "%");
}

TEST(IniText, ManyKeysAreReadInReasonableTime) {
  std::string text = "[a]\n";
  for (int i = 0; i < 100000; ++i) text += fmt::format("k{}=\n", i);
  EXPECT_EQ(Value(text, "a", "k99999"), "");
}

TEST(IniText, TellsTheLineOfAKeyElseOfItsSection) {
  const Result<IniText> ini = Parsed("[DEFAULT]\nd = 1\n\n[a]\nk = v\n");
  ASSERT_TRUE(ini.ok());
  EXPECT_EQ(ini->LineOf("a", "K"), 5);
  EXPECT_EQ(ini->LineOf("a", "d"), 2);
  EXPECT_EQ(ini->LineOf("a", "none"), 4);
  EXPECT_EQ(ini->LineOf("b", "k"), 0);
  EXPECT_EQ(SectionsOf(*ini), std::vector<std::string>{"a"});
  EXPECT_EQ(KeysOf(*ini, "a"), (std::vector<std::string>{"k", "d"}));
}

struct EditCase {
  const char* name;
  std::string before;
  std::string section;
  std::string key;
  std::string value;
  std::string after;
};

class IniEdit : public testing::TestWithParam<EditCase> {};

TEST_P(IniEdit, ChangesThatValueAlone) {
  const EditCase& param = GetParam();
  Result<IniText> ini = Parsed(param.before);
  ASSERT_TRUE(ini.ok()) << ini.status();
  const Status status = ini->Set(param.section, param.key, param.value);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(ini->text(), param.after);
  EXPECT_EQ((*ini->Get(param.section, param.key))->Reveal(), param.value);
}

INSTANTIATE_TEST_SUITE_P(
    Table, IniEdit,
    testing::Values(
        EditCase{"CommentsAndUnknownKeysSurvive", "# mine\n[auth]\n; why\nUserName: old  \nother = 1\n",
                 "auth", "username", "new", "# mine\n[auth]\n; why\nUserName: new  \nother = 1\n"},
        EditCase{"EmptyValue", "[a]\nk =\nl = w\n", "a", "k", "v", "[a]\nk = v\nl = w\n"},
        EditCase{"ToEmpty", "[a]\nk = v\n", "a", "k", "", "[a]\nk = \n"},
        EditCase{"PercentIsDoubled", "[a]\nk = v\n", "a", "k", "5% %(x)s", "[a]\nk = 5%% %%(x)s\n"},
        EditCase{"ContinuationLinesGo", "[a]\nk = v\n  w\n# stays\n\n  x\nl = 1\n", "a", "k", "n",
                 "[a]\nk = n\n# stays\n\nl = 1\n"},
        EditCase{"NewKeyAfterTheLast", "[a]\nk = v\n\n[b]\nm = 1\n", "a", "l", "w",
                 "[a]\nk = v\nl = w\n\n[b]\nm = 1\n"},
        EditCase{"NewKeyInEmptySection", "[a]\n# c\n[b]\n", "a", "k", "v", "[a]\nk = v\n# c\n[b]\n"},
        EditCase{"NewKeyTakesTheIndent", "  [a]\n  k = v\n  [b]\n", "a", "l", "w",
                 "  [a]\n  k = v\n  l = w\n  [b]\n"},
        EditCase{"NewKeyBeforeDeeperHeader", "[a]\n  [b]\n", "a", "k", "v", "[a]\n  k = v\n  [b]\n"},
        EditCase{"NewSection", "[a]\nk = v\n", "b", "l", "w", "[a]\nk = v\n\n[b]\nl = w\n"},
        EditCase{"NewSectionInEmptyText", "", "b", "l", "w", "[b]\nl = w\n"},
        EditCase{"NewSectionAfterUnfinishedLine", "[a]\nk = v", "b", "l", "w", "[a]\nk = v\n\n[b]\nl = w\n"},
        EditCase{"UnfinishedLine", "[a]\nk = v", "a", "k", "w", "[a]\nk = w\n"},
        EditCase{"CrlfIsKept", "[a]\r\nk = v\r\n", "b", "l", "w", "[a]\r\nk = v\r\n\r\n[b]\r\nl = w\r\n"},
        EditCase{"InheritedKeyIsSetInItsSection", "[DEFAULT]\nk = d\n[a]\nl = 1\n", "a", "k", "v",
                 "[DEFAULT]\nk = d\n[a]\nl = 1\nk = v\n"},
        EditCase{"ValueThatLooksLikeAComment", "[a]\nk = v\n", "a", "k", "# x", "[a]\nk = # x\n"}),
    [](const auto& test) { return test.param.name; });

TEST(IniText, SetRefusesWhatNoFileCanHold) {
  Result<IniText> ini = Parsed("[a]\nk = v\n");
  ASSERT_TRUE(ini.ok());
  for (const std::string& value : {std::string("a\nb"), std::string(" a"), std::string("a\t"),
                                   std::string("a\rb"), std::string("a\0b", 3)}) {
    EXPECT_EQ(ini->Set("a", "k", value).reason(), Reason::kInvalidArgument);
  }
  EXPECT_FALSE(ini->Set("a", "bad=key", "v").ok());
  EXPECT_FALSE(ini->Set("a]\n[b", "k", "v").ok());
  EXPECT_EQ(ini->text(), "[a]\nk = v\n");
}

TEST(IniText, StaysWholeWhenMoved) {
  Result<IniText> ini = Parsed("[a]\nk = v\n");
  ASSERT_TRUE(ini.ok());
  const IniText moved = *std::move(ini);
  EXPECT_EQ((*moved.Get("a", "k"))->Reveal(), "v");
}

}  // namespace
}  // namespace chutesd::config
