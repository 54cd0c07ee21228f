#pragma once

#include <memory>
#include <string_view>

#include "daemon/model/types.h"

namespace chutesd::model {

// Opens nothing.
inline constexpr std::string_view kSampleApiKey =
    "cpk_0123abcd456789ef0123456789abcdef.44b99a8e6839563890a9a4a14874a2fc.SecretPart0123456789ABCDEFabcdef";
inline constexpr std::string_view kOtherApiKey =
    "cpk_ffffabcd456789ef0123456789abcdef.c89596512825eca09d2f6417b345ab75.OtherSecret123456789ABCDEFabcdef";

inline std::shared_ptr<const ApiKeyText> SampleApiKey(std::string_view text = kSampleApiKey) {
  return std::make_shared<const ApiKeyText>(*ApiKeyText::Parse(text));
}

}  // namespace chutesd::model
