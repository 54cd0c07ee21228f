// All rows of the table of next steps, and facts that do harm where they are not quoted.
#pragma once

#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

#include "client/render/next_step.h"
#include "proto/support/reasons.h"
#include "tests/unit/config/temp_folder.h"

namespace chutes::render {

// Whatever a shell might take for more than a letter.
inline const std::string kHostile =
    "a b'\"`touch x`;(x)$(touch x)&&x|x>x\nx !! * ~ \\ # {1..3} $HOME\t\x1b[31m\xe2\x80\xae\xff";
inline const InForce kBob = {{"--profile", "bo b';(x)"}, "alice"};

inline std::vector<std::string> AllReasons() {
  std::vector<std::string> names;
  for (const chutesd::ReasonTraits& traits : chutesd::kReasonTable) {
    if (traits.reason != chutesd::Reason::kUnspecified) names.emplace_back(traits.name);
  }
  return names;
}

// As the header that both programs include has them.
inline std::vector<std::string> AllCodes() {
  const std::string header =
      chutesd::config::ReadText(std::string(CHUTES_TEST_DATA) + "/../proto/support/facts.h");
  const std::regex constant(R"re(constexpr char k\w+\[\] = "([A-Z_]+)";)re");
  std::vector<std::string> codes = {"VERSIONS_DIFFER"};  // the client's own
  for (auto match = std::sregex_iterator(header.begin(), header.end(), constant);
       match != std::sregex_iterator(); ++match) {
    codes.push_back((*match)[1]);
  }
  EXPECT_GT(codes.size(), 15U);
  return codes;
}

inline std::vector<std::string> AllNames() {
  std::vector<std::string> names = AllReasons();
  for (std::string& code : AllCodes()) names.push_back(std::move(code));
  return names;
}

// All that the daemon may send, each value made to do harm where it is not quoted.
inline chutesd::Facts HostileFacts() {
  namespace fact = chutesd::fact;
  chutesd::Facts facts;
  for (const char* name :
       {fact::kPath, fact::kFolder, fact::kLine, fact::kSection, fact::kKey, fact::kValue, fact::kProfile,
        fact::kApiUrl, fact::kHost, fact::kName, fact::kApiKeyId, fact::kSecretId, fact::kChuteId,
        fact::kWallet, fact::kHotkey, fact::kWalletsPath, fact::kUsername}) {
    facts[name] = name + kHostile;
  }
  facts[fact::kPath] = "/" + kHostile;
  return facts;
}

// One that is often made by only some of the facts: `without` goes, `with` comes.
inline chutesd::Facts Changed(const std::vector<std::string>& without, const chutesd::Facts& with) {
  chutesd::Facts facts = HostileFacts();
  for (const std::string& name : without) facts.erase(name);
  for (const auto& [name, value] : with) facts[name] = value;
  return facts;
}

}  // namespace chutes::render
