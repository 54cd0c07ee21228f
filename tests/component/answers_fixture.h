#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/component/client.h"
#include "tests/component/rig.h"

namespace chutesd::component {

// Calls that go well.
class AnswersTest : public testing::Test {
 protected:
  void Call(const std::string& method, const google::protobuf::Message& request,
            google::protobuf::Message& response) {
    const Ending ending = client_.Call("chutesd.v1." + method, request, response);
    EXPECT_TRUE(ending.ok()) << ending.reason() << ": " << ending.message;
    EXPECT_TRUE(ending.warnings.empty());
  }
  // Method, path and query of request `i`.
  std::string Asked(std::size_t i) const {
    using http::Method;
    const auto seen = rig_.http.seen().at(i);
    const char* verb = seen.method == Method::kGet ? "GET" : seen.method == Method::kPost ? "POST" : "DELETE";
    return fmt::format("{} {}{}{}", verb, seen.url, seen.query.empty() ? "" : "?", seen.query);
  }

  Rig rig_;
  Client client_ = rig_.Connect();
};

}  // namespace chutesd::component
