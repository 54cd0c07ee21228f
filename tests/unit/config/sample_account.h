#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace chutesd::config {

// Public test keys: the hotkey of tests/vectors/keyfile.json, and //Alice of every Substrate chain.
inline constexpr std::string_view kSeed = "da3cf5b1e9144931a0f0db65664aab662673b099415a7f8121b7245fb0be4143";
inline constexpr std::string_view kAddress = "5HDvhV6WDCjCKyrXqGQSDYqQAzkzabNhctmiDYEqgBC66BsX";
inline constexpr std::string_view kPrivateKey =
    "1f1995bdf3a17b60626a26cfe6f564b337d46056b7a1281b64c649d592ccda0a"
    "9cffd34d9fb01cae1fba61aeed184c817442a2186d5172416729a4b54dd4b84e";
inline constexpr std::string_view kAliceSeed =
    "e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
inline constexpr std::string_view kAliceAddress = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

inline std::string ConfigText(std::string_view username, std::string_view seed, std::string_view address) {
  return fmt::format(
      "[api]\nbase_url = https://api.chutes.ai\n\n[auth]\nusername = {}\n"
      "user_id = 5682c3e0-3635-58f7-b7f5-694962450dfc\nhotkey_seed = {}\nhotkey_name = ci\n"
      "hotkey_ss58address = {}\n\n[payment]\naddress = {}\n",
      username, seed, address, kAliceAddress);
}

inline std::string SampleConfig() { return ConfigText("alice", kSeed, kAddress); }
inline std::string AliceConfig() { return ConfigText("bob", kAliceSeed, kAliceAddress); }

}  // namespace chutesd::config
