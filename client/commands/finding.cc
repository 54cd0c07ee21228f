#include "client/commands/finding.h"

#include <utility>

namespace chutes::commands {

chutesd::v1::Finding MakeFinding(std::string check, chutesd::v1::Verdict verdict, std::string detail,
                                 std::string fix) {
  chutesd::v1::Finding finding;
  finding.set_check(std::move(check));
  finding.set_verdict(verdict);
  finding.set_detail(std::move(detail));
  finding.set_fix(std::move(fix));
  return finding;
}

}  // namespace chutes::commands
