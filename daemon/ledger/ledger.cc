#include "daemon/ledger/ledger.h"

#include <random>
#include <utility>

#include "daemon/ledger/ledger_process.h"
#include "daemon/ledger/schema.h"

namespace chutesd::ledger {
namespace {

// Beyond this, something is wrong with the file for longer than a memory should grow.
constexpr std::size_t kMostUnwritten = 1000;

}  // namespace

Ledger::Ledger(std::string path) : path_(std::move(path)), sender_(MarkOfThisProcess()) {}

std::int64_t Ledger::NewRow() {
  constexpr int kHalf = 32;
  std::random_device random;
  const std::uint64_t bits = (std::uint64_t{random()} << kHalf) | random();
  return static_cast<std::int64_t>(bits >> 1U);  // not negative
}

Status Ledger::Open() {
  Result<std::string> file = PrepareLedgerFile(path_);
  if (!file.ok()) return file.status();
  Result<Database> opened = Database::Open(*file);
  if (!opened.ok()) return opened.status();
  if (Status status = BringUpToDate(*opened, path_); !status.ok()) return status;
  real_path_ = *std::move(file);
  identity_ = IdentityOf(real_path_).value_or(FileIdentity());
  database_ = *std::move(opened);
  return OkStatus();
}

Status Ledger::Use(const Work& work) {
  // A file that was removed or replaced would take what is written with it.
  if (database_ && IdentityOf(real_path_) != identity_) database_.reset();
  if (!database_) {
    if (Status status = Open(); !status.ok()) return status;
  }
  Status status;
  while (status.ok() && !unwritten_.empty()) {
    status = unwritten_.front()(*database_);
    if (status.ok()) unwritten_.erase(unwritten_.begin());
  }
  if (status.ok()) status = work(*database_);
  if (!status.ok()) database_.reset();
  return status;
}

Status Ledger::UseOrRemember(Work work) {
  Status status = Use(work);
  if (!status.ok() && unwritten_.size() < kMostUnwritten) unwritten_.push_back(std::move(work));
  return status;
}

}  // namespace chutesd::ledger
