#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/ledger/ledger.h"
#include "tests/unit/base/no_cli.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::ledger {

inline const AccountId kAlice = {"https://api.example", "44b99a8e-6839-5638-90a9-a4a14874a2fc"};
inline const AccountId kBob = {"https://api.example", "11111111-6839-5638-90a9-a4a14874a2fc"};
inline constexpr model::Time kNow{std::chrono::microseconds(1'700'000'000'123'456)};

inline model::ApiKeySpec InvokingKey(const std::string& name) {
  model::ApiKeySpec spec;
  spec.name = name;
  spec.scopes = {{model::ObjectType::kChutes, std::nullopt, model::Action::kInvoke},
                 {model::ObjectType::kImages, "some-image", std::nullopt}};
  return spec;
}

// A ledger in a folder of its own.
class LedgerTest : public testing::Test {
 protected:
  static Reason ReasonOf(const Status& status) { return CheckedReasonOf(status); }
  // The value of a fact; empty if it is not there.
  static std::string FactOf(const Status& status, const std::string& name) {
    if (status.ok()) return "";
    const auto found = status.failure().facts.find(name);
    return found == status.failure().facts.end() ? "" : found->second;
  }

  config::TempFolder folder_;
  const std::string path_ = folder_ / "state/chutesd/ledger.db";
};

}  // namespace chutesd::ledger
