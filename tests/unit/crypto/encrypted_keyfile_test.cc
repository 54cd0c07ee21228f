#include "daemon/crypto/encrypted_keyfile.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "daemon/crypto/bytes.h"
#include "tests/unit/crypto/vectors.h"

namespace chutesd::crypto {
namespace {

using testing::HasSubstr;

nlohmann::json Case(const std::string& section, std::size_t count, const std::string& id) {
  for (const auto& test : vectors::Section(vectors::Load("keyfile.json"), section, count)) {
    if (test.at("id") == id) return test;
  }
  throw std::runtime_error("no case " + id);
}
nlohmann::json Good(const std::string& id) { return Case("encrypted", 4, id); }
nlohmann::json Bad(const std::string& id) { return Case("encrypted_refuse", 5, id); }

std::string FileOf(const nlohmann::json& test) {
  if (test.contains("file_text")) return test.at("file_text");
  return vectors::Text(vectors::Bytes(test.at("file_hex")));
}

std::optional<SecretString> OpenWith(const nlohmann::json& test, const std::vector<std::uint8_t>& key) {
  const auto file = ParseEncryptedKeyfile(FileOf(test));
  EXPECT_TRUE(file.ok()) << file.status();
  return file.ok() ? file->open(key) : std::nullopt;
}

TEST(NaclKeyfile, OpensWithItsKeyAndNoOtherAndOnlyUnchanged) {
  for (const char* id : {"nacl-00", "nacl-01"}) {
    const auto test = Good(id);
    const auto plain = OpenWith(test, vectors::Bytes(test.at("derived_key_hex")));
    ASSERT_TRUE(plain.has_value()) << id;
    EXPECT_EQ(plain->Reveal(), test.at("plaintext").get<std::string>());
  }
  const auto key = vectors::Bytes(Good("nacl-00").at("derived_key_hex"));
  EXPECT_FALSE(OpenWith(Bad("enc-bad-01"), key).has_value());  // a bit of the ciphertext
  EXPECT_FALSE(OpenWith(Bad("enc-bad-02"), key).has_value());  // a bit of the MAC
  EXPECT_FALSE(OpenWith(Good("nacl-01"), key).has_value());
  EXPECT_FALSE(OpenWith(Good("nacl-00"), {key.begin(), key.end() - 1}).has_value());
  const auto file = ParseEncryptedKeyfile(FileOf(Good("nacl-00")));
  EXPECT_EQ(file->memory, std::size_t{512} << 20U);
}

TEST(FernetKeyfile, OpensWithItsKeyAndNoOther) {
  const auto test = Good("legacy-00");
  auto key = vectors::Bytes(test.at("derived_key_hex"));
  EXPECT_EQ(OpenWith(test, key)->Reveal(), test.at("plaintext").get<std::string>());
  key[0] ^= 1U;  // of the MAC's half
  EXPECT_FALSE(OpenWith(test, key).has_value());
}

TEST(FernetKeyfile, MayEndInALineBreak) {
  const auto test = Good("legacy-00");
  const auto file = ParseEncryptedKeyfile(FileOf(test) + "\r\n");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE(file->open(vectors::Bytes(test.at("derived_key_hex"))).has_value());
}

TEST(AnsibleKeyfile, OpensWithItsPasswordAndNoOtherAndOnlyUnchanged) {
  const auto test = Good("ansible-00");
  const auto file = ParseEncryptedKeyfile(FileOf(test));
  ASSERT_TRUE(file.ok()) << file.status();
  const auto key = file->derive_key(test.at("password").get<std::string>());
  EXPECT_EQ(file->open(key->Reveal())->Reveal(), test.at("plaintext").get<std::string>());
  EXPECT_FALSE(file->open(file->derive_key("thisisafakepassworD")->Reveal()).has_value());
  EXPECT_FALSE(file->open(file->derive_key("")->Reveal()).has_value());
  const auto changed = Bad("enc-bad-04");
  const auto bytes = key->Reveal();
  EXPECT_FALSE(OpenWith(changed, {bytes.begin(), bytes.end()}).has_value());
}

TEST(AnsibleKeyfile, TakesLabelsAndWindowsLineBreaks) {
  const auto test = Good("ansible-00");
  std::string text = FileOf(test);
  const std::size_t line = text.find('\n');
  std::string windows;
  for (const char c : text) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const std::string labelled = "$ANSIBLE_VAULT;1.2;AES256;label" + text.substr(line);
  for (const std::string& each : {windows, labelled}) {
    const auto file = ParseEncryptedKeyfile(each);
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_TRUE(file->open(file->derive_key(test.at("password").get<std::string>())->Reveal()).has_value());
  }
}

TEST(ParseEncryptedKeyfile, SaysWhatIsWrongWithTheForm) {
  const std::string ansible = FileOf(Good("ansible-00"));
  const std::string fernet = FileOf(Good("legacy-00"));
  const std::vector<std::pair<std::string, std::string>> cases = {
      {FileOf(Bad("enc-bad-03")), "cut short"},
      {"$NACL", "cut short"},
      {"$NACL" + std::string(39, 'x'), "cut short"},
      {"$ANSIBLE_VAULT", "version"},
      {"$ANSIBLE_VAULT;1.0;AES\n00", "version"},
      {"$ANSIBLE_VAULT;1.1;AES256\n", "salt, MAC or content"},
      {"$ANSIBLE_VAULT;1.1;AES256\nxyz", "not hex"},
      {ansible.substr(0, ansible.size() - 3), "Ansible Vault"},
      {ansible.substr(0, 400), "Ansible Vault"},
      {ansible + "61", "Ansible Vault"},
      {"gAAAAA", "Fernet token"},
      {"gAAAAA!!", "base64url"},
      {fernet.substr(0, fernet.size() - 4), "Fernet token"},
      {fernet + fernet, "Fernet token"},
      {"{}", "not encrypted"},
      {"", "not encrypted"},
  };
  for (const auto& [text, says] : cases) {
    const auto file = ParseEncryptedKeyfile(text);
    ASSERT_FALSE(file.ok()) << text.substr(0, 40);
    EXPECT_THAT(std::string(file.status().message()), HasSubstr(says)) << text.substr(0, 40);
    EXPECT_EQ(LooksEncrypted(text), says != "not encrypted");
  }
}

// RFC 7914, section 11.
TEST(Pbkdf2, IsThatOfTheRfc) {
  const SecretBytes key = Pbkdf2(Digest::kSha256, BytesOf("passwd"), BytesOf("salt"), 1, 64);
  EXPECT_EQ(vectors::Hex(key.Reveal()),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
            "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
}

// RFC 4231, case 2.
TEST(IsHmacSha256, IsThatOfTheRfc) {
  auto mac = vectors::Bytes("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_TRUE(IsHmacSha256(mac, BytesOf("Jefe"), BytesOf("what do ya want for nothing?")));
  mac[31] ^= 1U;
  EXPECT_FALSE(IsHmacSha256(mac, BytesOf("Jefe"), BytesOf("what do ya want for nothing?")));
  mac.pop_back();
  EXPECT_FALSE(IsHmacSha256(mac, BytesOf("Jefe"), BytesOf("what do ya want for nothing?")));
}

}  // namespace
}  // namespace chutesd::crypto
