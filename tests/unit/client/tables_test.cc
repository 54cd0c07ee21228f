#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <sstream>

#include "client/render/account_view.h"
#include "client/render/keys_view.h"
#include "client/render/settings_view.h"
#include "client/render/shown_text.h"
#include "tests/unit/client/golden.h"
#include "tests/unit/client/sample_replies.h"

// Every table at every width, with names of every kind: tests/golden/tables_*.txt.
namespace chutes::render {
namespace {

struct NamedTable {
  std::string name;
  std::function<std::string(const Form& form)> view;
  std::vector<std::string> ids;  // what must be whole at any width
};

// Names as people and attackers choose them.
constexpr std::array kNames = {
    "plain",
    "größte Flotte",
    "開発キー 本番環境",
    "cle\u0301 combine\u0301e",
    "مفتاح الإنتاج",
    "מפתח",
    "🔑🚀 deploy",
    "[red]bold[/red] A[/B]",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07",
    "two\nlines\r\tand a tab",
    "\u202egnp.exe \u2066x\u2069 \u200bzero",
    "back\\slash \xff\xfe",
};

std::string Uuid(std::size_t number) {
  std::ostringstream text;
  text << "0d9dcd45-9b0a-5d6d-8f6c-2f6ad8f2a1" << std::hex << 0x10 + number;
  return text.str();
}

NamedTable Keys() {
  NamedTable named{"keys", {}, {}};
  chutesd::v1::ListKeysResponse reply;
  for (const char* name : kNames) {
    named.ids.push_back(Uuid(named.ids.size()));
    chutesd::v1::ApiKey* key = AddKey(named.ids.back(), name, named.ids.size() % 2 == 1, reply);
    if (!key->admin()) key->add_scopes()->set_object_type(chutesd::v1::OBJECT_TYPE_CHUTES);
  }
  named.view = [reply](const Form& form) { return KeysView(reply, {}, form); };
  return named;
}

NamedTable Secrets() {
  NamedTable named{"secrets", {}, {}};
  chutesd::v1::ListSecretsResponse reply;
  for (const char* name : kNames) {
    chutesd::v1::Secret& secret = *reply.add_secrets();
    named.ids.push_back(Uuid(named.ids.size()));
    secret.set_secret_id(named.ids.back());
    secret.set_purpose("9b2d3c4e-0000-5000-8000-000000000001");
    secret.set_key(name);
    secret.mutable_create_time()->set_seconds(kSampleTime);
  }
  named.ids.emplace_back("9b2d3c4e-0000-5000-8000-000000000001");
  named.view = [reply](const Form& form) { return SecretsView(reply, {}, form); };
  return named;
}

NamedTable Profiles() {
  std::vector<Profile> profiles;
  for (const char* name : kNames) {
    Profile& profile = profiles.emplace_back();
    profile.name = "profile";
    profile.config_path = "/home/alice/.chutes/environments/profile.ini";
    profile.username = name;
    profile.hotkey_ss58_address = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    profile.api_url = "https://api.chutes.ai";
    profile.problem = name;
  }
  return {"profiles",
          [profiles](const Form& form) { return ProfilesView(profiles, form); },
          {"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"}};
}

NamedTable Explained() {
  std::vector<ExplainedSetting> settings;
  for (const char* name : kNames)
    settings.push_back({"username", "Username", name, "file", "[auth] username", {{"CHUTES_X", name}}});
  return {"explain", [settings](const Form& form) { return ExplainView(settings, form); }, {}};
}

NamedTable Whoami() {
  chutesd::v1::Account account = SampleRegistered().account();
  account.set_username(kNames[8]);
  return {"whoami",
          [account](const Form& form) { return WhoamiView(account, SampleSession().session(), form); },
          {account.user_id(), account.hotkey(), account.coldkey(), account.payment_address()}};
}

std::vector<NamedTable> AllTables() {
  const chutesd::v1::GetSessionResponse session = SampleSession();
  std::vector<NamedTable> tables = {
      Keys(),
      Secrets(),
      Profiles(),
      Explained(),
      Whoami(),
      {"key",
       [](const Form& form) { return KeyView(SampleKeys().keys(1), form); },
       {SampleKeys().keys(1).api_key_id()}},
      {"secret",
       [](const Form& form) { return SecretView(SampleSecrets().secrets(0), form); },
       {SampleSecrets().secrets(0).secret_id()}},
      {"status",
       [session](const Form& form) { return StatusView(session, form); },
       {session.session().user_id(), session.session().hotkey_ss58_address()}},
      {"registered",
       [](const Form& form) { return RegisteredView(SampleRegistered(), form); },
       {SampleRegistered().fingerprint()}},
  };
  return tables;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void ExpectNothingRaw(const std::string& text) {
  for (const char c : text) EXPECT_FALSE((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f);
  EXPECT_TRUE(IsUtf8(text));
  for (const char* hidden : {"\u202e", "\u2066", "\u2069"}) EXPECT_EQ(text.find(hidden), std::string::npos);
}

class Tables : public testing::TestWithParam<std::size_t> {};

TEST_P(Tables, AreStraightSafeAndKeepIdsWhole) {
  for (const NamedTable& named : AllTables()) {
    SCOPED_TRACE(named.name);
    const std::string text = named.view({true, GetParam(), false});
    ExpectGolden("tables_" + named.name + "_" + std::to_string(GetParam()) + ".txt", text);
    ExpectNothingRaw(text);
    const std::vector<std::string> lines = Lines(text);
    for (const std::string& line : lines) EXPECT_EQ(DisplayWidth(line), DisplayWidth(lines[0])) << line;
    for (const std::string& id : named.ids) EXPECT_NE(text.find(id), std::string::npos) << id;
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, Tables, testing::Values(40, 80, 120));

TEST(TablesInAPipe, AreNeverCut) {
  for (const NamedTable& named : AllTables()) {
    SCOPED_TRACE(named.name);
    const std::string text = named.view({false, 40, false});
    ExpectGolden("tables_" + named.name + "_pipe.txt", text);
    EXPECT_EQ(text.find("…"), std::string::npos);
    // But for the three lines that a box has.
    EXPECT_EQ(Lines(text).size(), Lines(named.view({true, 0, false})).size() - 3);
    // What the terminal of standard error speaks does not matter to the program that reads this.
    EXPECT_EQ(named.view({false, 0, true}), text);
  }
}

TEST(TablesOnATerminalWithoutUtf8, AreAsciiAlone) {
  for (const NamedTable& named : AllTables()) {
    SCOPED_TRACE(named.name);
    const std::string text = named.view({true, 80, true});
    ExpectGolden("tables_" + named.name + "_ascii.txt", text);
    for (const char c : text) EXPECT_LT(static_cast<unsigned char>(c), 0x80U);
    const std::vector<std::string> lines = Lines(text);
    for (const std::string& line : lines) EXPECT_EQ(line.size(), lines[0].size()) << line;
  }
}

}  // namespace
}  // namespace chutes::render
