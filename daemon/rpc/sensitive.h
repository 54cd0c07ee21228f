#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace chutesd::rpc {

// Overwrites with zeros and clears every field marked `sensitive`, nested ones too. Call it when a
// message has done its work, so that the secret does not stay in freed memory.
void WipeSensitive(google::protobuf::Message& message);

// The message on one line, for the log, with every `sensitive` field that is set shown as `***`. The
// only way to log a message.
std::string RedactedText(const google::protobuf::Message& message);

}  // namespace chutesd::rpc
