#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/config/temp_folder.h"

namespace chutes {

using Argv = std::vector<std::string>;

// A shell whose every program writes down how it was called.
class RecordingShell {
 public:
  RecordingShell() {
    std::filesystem::create_directory(folder_ / "bin");
    std::filesystem::create_directory(folder_ / "here");
    for (const char* program :
         {"chutes", "chmod", "ls", "sed", "curl", "getent", "vi", "btcli", "timedatectl", "touch", "x"}) {
      chutesd::config::WriteText(folder_ / (std::string("bin/") + program),
                                 "#!/bin/bash\nprintf '%s\\0' \"${0##*/}\" \"$@\" $'\\n--' >>\"$CALLS\"\n",
                                 0700);
    }
  }

  // The programs that a line calls, with their arguments.
  std::vector<Argv> Type(const std::string& line) {
    chutesd::config::WriteText(folder_ / "calls", "");
    chutesd::config::WriteText(folder_ / "typed", "set -o history -o histexpand\n" + line + "\n");
    const std::string& at = folder_.path();
    const std::string run = "cd " + at + "/here && exec env -i HOME=/nowhere PATH=" + at +
                            "/bin CALLS=" + at + "/calls HISTFILE=/dev/null /bin/bash --noprofile --norc <" +
                            at + "/typed >" + at + "/said 2>&1";
    EXPECT_EQ(std::system(run.c_str()), 0) << line;
    EXPECT_EQ(chutesd::config::ReadText(folder_ / "said"), "") << line;
    EXPECT_TRUE(std::filesystem::is_empty(folder_ / "here")) << line;
    std::vector<Argv> calls;
    Argv words;
    const std::string text = chutesd::config::ReadText(folder_ / "calls");
    for (std::size_t begin = 0, end = 0; (end = text.find('\0', begin)) != std::string::npos;
         begin = end + 1) {
      words.push_back(text.substr(begin, end - begin));
      if (words.back() != "\n--") continue;
      words.pop_back();
      calls.push_back(std::move(words));
      words.clear();
    }
    return calls;
  }

 private:
  chutesd::config::TempFolder folder_;
};

}  // namespace chutes
