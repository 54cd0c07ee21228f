#include "client/terminal/prompter.h"

#include <gtest/gtest.h>

#include <deque>

#include "tests/unit/client/fake_platform.h"

namespace chutes::terminal {
namespace {

using How = Answer::How;

// A person with prepared answers; no more of them is the end of input.
class Person final : public FakeTerminal {
 public:
  explicit Person(std::deque<Answer> prepared) : answers(std::move(prepared)) {}
  Answer Ask(std::string_view prompt, std::size_t, bool is_hidden) override {
    err += prompt;
    hidden.push_back(is_hidden);
    if (answers.empty()) return {How::kEnd, ""};
    Answer answer = answers.front();
    answers.pop_front();
    return answer;
  }

  std::deque<Answer> answers;
  std::vector<bool> hidden;
};

Answer Line(std::string text) { return {How::kLine, std::move(text)}; }

std::string NotEmpty(const std::string& answer) { return answer.empty() ? "say something" : ""; }

TEST(Prompter, AsksAgainUntilTheCheckIsContent) {
  Person person({Line(""), Line("  \t"), Line("  alice ")});
  EXPECT_EQ(Prompter(person).Ask("Name", "", NotEmpty), "alice");
  EXPECT_EQ(person.err, "Name: say something\nName: say something\nName: ");
}

TEST(Prompter, AnEmptyLineMeansThePreset) {
  Person person({Line("")});
  EXPECT_EQ(Prompter(person).Ask("Name", "bob", NotEmpty), "bob");
  EXPECT_EQ(person.err, "Name [bob]: ");
}

TEST(Prompter, EndOfInputAndCtrlCEndTheCommandEachInItsWay) {
  Person person({{How::kInterrupted, ""}});
  Prompter prompter(person);
  EXPECT_EQ(prompter.Ask("Name", "bob", NotEmpty), std::nullopt);
  EXPECT_EQ(prompter.exit(), Exit::kInterrupted);
  EXPECT_EQ(prompter.Confirm("Sure?", true), std::nullopt);
  EXPECT_EQ(prompter.exit(), Exit::kUsage);
  EXPECT_EQ(prompter.AskHidden("Password", NotEmpty), std::nullopt);
  EXPECT_EQ(prompter.Choose("Things:", "Thing", {{"a", ""}}, 0), std::nullopt);
}

TEST(Prompter, WhatIsHiddenIsTakenWithItsBlanks) {
  Person person({Line(""), Line(" pass word ")});
  EXPECT_EQ(Prompter(person).AskHidden("Password", NotEmpty), " pass word ");
  EXPECT_EQ(person.hidden, (std::vector<bool>{true, true}));
  EXPECT_EQ(person.err.find("pass word"), std::string::npos);
}

TEST(Prompter, RefusesWhatIsTooLongOrNotUtf8) {
  Person person({Line(std::string(Prompter::kLongestAnswer + 1, 'x')), Line("\xff"), Line("ok")});
  EXPECT_EQ(Prompter(person).Ask("Name", "", NotEmpty), "ok");
  EXPECT_EQ(person.err, "Name: that is too long\nName: that is not UTF-8\nName: ");
}

TEST(Prompter, ChoosesByNumberOrName) {
  const std::vector<Option> options = {{"default", "5Abc"}, {"b\x1b", ""}, {"1", "5Def"}};
  Person person({Line("0"), Line("4"), Line("nobody"), Line("2"), Line("1"), Line("default"), Line("")});
  Prompter prompter(person);
  EXPECT_EQ(prompter.Choose("Wallets:", "Wallet", options, std::nullopt), 1U);
  EXPECT_EQ(person.err,
            "Wallets:\n   1  default  5Abc\n   2  b\\x1b\n   3  1        5Def\n"
            "Wallet, number or name: type a number from 1 to 3, or a name\n"
            "Wallet, number or name: type a number from 1 to 3, or a name\n"
            "Wallet, number or name: type a number from 1 to 3, or a name\n"
            "Wallet, number or name: ");
  EXPECT_EQ(prompter.Choose("Wallets:", "Wallet", options, std::nullopt), 2U) << "a name before a number";
  EXPECT_EQ(prompter.Choose("Wallets:", "Wallet", options, std::nullopt), 0U);
  EXPECT_EQ(prompter.Choose("Wallets:", "Wallet", options, 0), 0U);
}

TEST(Prompter, AsksForAYesOrANo) {
  Person person({Line("maybe"), Line("YES"), Line("n"), Line(""), Line("")});
  Prompter prompter(person);
  EXPECT_EQ(prompter.Confirm("Sure?", false), true);
  EXPECT_EQ(person.err, "Sure? [y/N] type y or n\nSure? [y/N] ");
  EXPECT_EQ(prompter.Confirm("Sure?", true), false);
  EXPECT_EQ(prompter.Confirm("Sure?", true), true);
  EXPECT_EQ(prompter.Confirm("Sure?", false), false);
}

}  // namespace
}  // namespace chutes::terminal
