#include "daemon/crypto/encrypted_keyfile.h"

#include "daemon/crypto/ansible_keyfile.h"
#include "daemon/crypto/fernet_keyfile.h"
#include "daemon/crypto/nacl_keyfile.h"

namespace chutesd::crypto {

bool LooksEncrypted(std::string_view file) {
  return file.starts_with(kNaclMark) || file.starts_with(kAnsibleMark) || file.starts_with(kFernetMark);
}

Result<std::unique_ptr<EncryptedKeyfile>> ParseEncryptedKeyfile(std::string_view file) {
  if (file.starts_with(kNaclMark)) return ParseNaclKeyfile(file);
  if (file.starts_with(kAnsibleMark)) return ParseAnsibleKeyfile(file);
  if (file.starts_with(kFernetMark)) return ParseFernetKeyfile(file);
  return Fail(Reason::kInvalidArgument, "is not encrypted");
}

}  // namespace chutesd::crypto
