#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chutesd::rpc {

// `text` made fit for a message of limited size: if it has more than `most` bytes, as much of its
// beginning as fits with `...` behind it, cut between UTF-8 characters. Bytes that are not UTF-8 (a file's
// name may hold any) become `?`, since protobuf refuses a message that holds them. `most` is at least 3.
std::string CappedText(std::string_view text, std::size_t most);

}  // namespace chutesd::rpc
