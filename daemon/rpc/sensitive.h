#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace chutesd::rpc {

// The message on one line, for the log, with every `sensitive` field that is set shown as `***`. The
// only way to log a message.
std::string RedactedText(const google::protobuf::Message& message);

}  // namespace chutesd::rpc
