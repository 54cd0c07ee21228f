#include "daemon/base/secret_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <utility>

#include "tests/unit/config/temp_folder.h"

namespace chutesd {
namespace {

using config::ModeOf;
using config::ReadText;
using config::TempFolder;
using config::WriteText;
using testing::IsEmpty;

TEST(ReadToEnd, StopsAtTheCap) {
  const TempFolder folder;
  const std::string content(40000, 'x');
  WriteText(folder / "f", content);
  for (const auto& [cap, error] : {std::pair{content.size(), 0}, std::pair{content.size() - 1, EFBIG}}) {
    support::UniqueFd fd;
    struct stat info {};
    ASSERT_EQ(OpenToRead(folder / "f", fd, info), 0);
    SecretString text;
    EXPECT_EQ(ReadToEnd(fd.get(), cap, text), error);
    if (error == 0) {
      EXPECT_EQ(text.Reveal(), content);
    }
  }
}

TEST(NewFile, IsPrivateFromTheFirstByteAndGoneUnlessNamed) {
  const TempFolder folder;
  support::UniqueFd opened;
  ASSERT_EQ(OpenFolder(folder.path(), opened), 0);
  {
    NewFile file(opened.get());
    ASSERT_EQ(file.Create(), 0);
    ASSERT_EQ(folder.Names().size(), 1U);
    EXPECT_EQ(ModeOf(folder / *folder.Names().begin()), 0600U);
  }
  EXPECT_THAT(folder.Names(), IsEmpty());
}

TEST(NewFile, RenameNewLosesARace) {
  const TempFolder folder;
  support::UniqueFd opened;
  ASSERT_EQ(OpenFolder(folder.path(), opened), 0);
  NewFile file(opened.get());
  ASSERT_EQ(file.Create(), 0);
  WriteText(folder / "taken", "theirs");
  EXPECT_EQ(file.RenameNew("taken"), EEXIST);
  EXPECT_EQ(ReadText(folder / "taken"), "theirs");
}

}  // namespace
}  // namespace chutesd
