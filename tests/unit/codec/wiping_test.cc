#include <gtest/gtest.h>
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>

#include "daemon/codec/api_key_json.h"
#include "daemon/codec/json_reader.h"
#include "daemon/codec/secret_json.h"
#include "daemon/codec/user_json.h"

// Every block of memory that this program gives back is searched for the canary while a watch is on, so
// that a buffer somewhere in the JSON parser that is not wiped is found.
namespace {

constexpr std::string_view kCanary = "canary7d1f0c93b5a24e68";
std::atomic<bool> watching = false;
std::atomic<int> leaks = 0;

void LookAt(const void* block) {
  if (block == nullptr || !watching) return;
  const std::string_view bytes(static_cast<const char*>(block), malloc_usable_size(const_cast<void*>(block)));
  // Half of the canary is a leak as well: a buffer that grew holds the first part.
  if (bytes.find(kCanary.substr(0, 8)) != std::string_view::npos) ++leaks;
  if (bytes.find(kCanary.substr(kCanary.size() - 8)) != std::string_view::npos) ++leaks;
}

}  // namespace

void* operator new(std::size_t size) {
  void* block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) std::abort();
  return block;
}
void operator delete(void* block) noexcept {
  LookAt(block);
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  LookAt(block);
  std::free(block);
}

namespace chutesd::codec {
namespace {

// The leaks found while `work` runs.
template <typename Work>
int LeaksOf(Work work) {
  leaks = 0;
  watching = true;
  work();
  watching = false;
  return leaks;
}

std::string WithCanary(std::string_view before, std::string_view after) {
  return std::string(before) + std::string(kCanary) + std::string(after);
}

TEST(Wiping, TheWatchItselfFindsALeak) {
  EXPECT_GT(LeaksOf([] { const std::string careless = WithCanary("long enough for the heap ", ""); }), 0);
}

TEST(Wiping, ReadingASecretLeavesNoCopyBehind) {
  const std::string text = WithCanary(R"({"api_key_id":"a","name":"n","admin":true,"scopes":[],
      "created_at":"2025-10-04T12:24:46","secret_key":"cpk_)",
                                      R"("})");
  EXPECT_EQ(LeaksOf([&] { EXPECT_TRUE(DecodeCreatedApiKey(text).ok()); }), 0);
}

TEST(Wiping, SecretsThatNobodyReadsAreWipedToo) {
  const std::string text = WithCanary(R"({"a":[{"b":")", R"("},"x"],"number":123})");
  EXPECT_EQ(LeaksOf([&] { EXPECT_TRUE(JsonReader::Parse(text).ok()); }), 0);
}

TEST(Wiping, ARefusedDocumentIsWiped) {
  const std::string text = WithCanary(R"({"fingerprint":")", R"(","fingerprint":1})");
  EXPECT_EQ(LeaksOf([&] { EXPECT_FALSE(DecodeRegisteredUser(text).ok()); }), 0);
}

TEST(Wiping, EncodingASecretLeavesNoCopyBehind) {
  const SecretString value(kCanary);
  EXPECT_EQ(LeaksOf([&] { EXPECT_FALSE(EncodeNewSecret("purpose", "KEY", value).empty()); }), 0);
}

}  // namespace
}  // namespace chutesd::codec
