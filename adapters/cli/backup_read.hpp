// What is read of a backup before it is restored: its certificate, and of the files beside its log
// those that are still what was certified.
#pragma once

#include "adapters/cli/restore.hpp"
#include "adapters/cli/temporary_folder.hpp"

namespace probant::cli {

/// The backup is not what it says: an answer about it, not about the machine.
struct Altered {
  std::vector<std::string> problems;  ///< French
  std::optional<Position> first_bad{};
  bool two_histories = false;  ///< it is whole, and not of the history that others know
  bool beside = false;         ///< its log is whole, what proves it is not
  bool dispensable = false;    ///< of that, what may be done without
};

/// Where the evidence of a backup is read from: the backup, or where files of it were changed since
/// they were certified a copy without them, for as long as this lives. A file that is damaged is
/// worth no more than one that is missing.
class Sound {
 public:
  Sound(std::filesystem::path backup, BackupCertificate const& certified);

  std::filesystem::path const& directory() const { return copy_ ? copy_->path() : backup_; }
  /// With the names that files have in the backup.
  std::string told(std::string text) const;

 private:
  std::filesystem::path backup_;
  std::optional<TemporaryFolder> copy_;
};

/// Signed by the log, or throws Altered.
BackupCertificate certificate_in(std::filesystem::path const& backup,
                                 notary::Evidence const& evidence);

/// Throws Altered where files that what was signed cannot be read without are no more what they
/// were; StoreError, with the way out, for settings and keys of its own.
notary::Evidence evidence_in(std::filesystem::path const& backup, Sound const& sound);

}  // namespace probant::cli
