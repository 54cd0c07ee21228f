#include "daemon/session/loaded_file.h"

#include <fmt/format.h>
#include <sodium.h>

#include <string_view>
#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::session {

LoadedFile::Digest LoadedFile::DigestOf(const SecretString& text) {
  Digest digest{};
  const std::string_view chars = text.Reveal();
  crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(chars.data()),
                     chars.size(), nullptr, 0);
  return digest;
}

LoadedFile::LoadedFile(std::string path, FileNeed need, const Clock& clock)
    : path_(std::move(path)), need_(need), clock_(clock) {}

bool LoadedFile::HasChanged() const {
  const Result<std::optional<config::FileIdentity>> now = config::StatIdentity(path_);
  return !settled_ || !now.ok() || *now != seen_;
}

LoadedFile::ReadResult LoadedFile::Read(bool force) {
  const Result<std::optional<config::FileIdentity>> before = config::StatIdentity(path_);
  Result<config::ConfigFile> file = config::ReadConfigFile(path_);
  if (!file.ok()) {
    seen_ = before.ok() ? *before : std::nullopt;
    settled_ = before.ok();
    const Reason reason = file.failure().reason;
    if (reason == Reason::kConfigMissing && need_ == FileNeed::kNothing) {
      return PutInForce(std::make_shared<const config::Config>(), {}, {});
    }
    const bool keep = reason != Reason::kConfigMissing && reason != Reason::kConfigUnsafe;
    return Fail(file.status(), keep);
  }
  const bool is_same_file = seen_ == file->identity;
  seen_ = file->identity;
  settled_ = file->settled;
  const Digest digest = DigestOf(file->text);
  if (in_force_ && digest == digest_) {
    if (!force && is_same_file && error_.ok()) return ReadResult::kUnchanged;
    return PutInForce(in_force_, std::move(file->warnings), digest);
  }
  const bool without_account = need_ != FileNeed::kAccount;
  Result<config::Config> content = config::ParseConfig(std::move(file->text), path_, without_account);
  if (!content.ok()) return Fail(content.status(), /*keep=*/true);
  return PutInForce(std::make_shared<const config::Config>(*std::move(content)), std::move(file->warnings),
                    digest);
}

LoadedFile::ReadResult LoadedFile::Fail(Status status, bool keep) {
  error_ = std::move(status);
  if (!keep) in_force_.reset();
  return ReadResult::kFailed;
}

LoadedFile::ReadResult LoadedFile::PutInForce(std::shared_ptr<const config::Config> content,
                                              std::vector<std::string> warnings, const Digest& digest) {
  in_force_ = std::move(content);
  warnings_ = std::move(warnings);
  digest_ = digest;
  error_ = OkStatus();
  load_time_ = clock_.Now();
  return ReadResult::kReplaced;
}

std::vector<std::string> LoadedFile::Warnings() const {
  std::vector<std::string> warnings = warnings_;
  if (!error_.ok()) {
    const Failure failure = error_.failure();
    warnings.push_back(
        fmt::format("the edited file is not in force: {}; {}", failure.message, failure.next_step));
  }
  return warnings;
}

}  // namespace chutesd::session
