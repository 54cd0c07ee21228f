#pragma once

#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"

namespace chutesd::model {

// The text of an API key: `cpk_<key id>.<user id>.<secret>`, both ids as 32 hex digits without dashes.
// Never changes; wiped when dropped.
class ApiKeyText {
 public:
  // Takes off the white space around `text` (the API would answer 401 to a trailing newline) and checks the
  // form, so that what is no API key is sent nowhere. API_KEY_REFUSED; the error shows nothing of the text.
  static Result<ApiKeyText> Parse(std::string_view text);

  std::string_view Reveal() const { return text_.Reveal(); }
  // UUIDs in lower case. Both are part of the key and open nothing. The API does not check the user's.
  const std::string& api_key_id() const { return api_key_id_; }
  const std::string& user_id() const { return user_id_; }

 private:
  ApiKeyText() = default;

  SecretString text_;
  std::string api_key_id_;
  std::string user_id_;
};

}  // namespace chutesd::model
