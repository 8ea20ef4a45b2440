// The parts of a restoration: what is restored, what is known from outside, and how the restored
// log takes over from the one it was.
#pragma once

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/timestamps.hpp"
#include "adapters/notary/erasures.hpp"
#include "adapters/notary/histories.hpp"

namespace probant::cli {

struct Backup {
  std::filesystem::path directory;
  std::filesystem::path sound;  ///< as it, where its evidence is without what was changed since
  notary::Evidence evidence;
  BackupCertificate certificate;
  std::vector<OpenedCheckpoint> passages{};  ///< given, from one key to the next since
  /// Of its settings, with the folders there of logs that found them taken: what is read.
  std::vector<std::filesystem::path> copies{};
};

/// A log that has gone on from the one of the backup, or from one before it, after a loss.
struct Continued {
  std::string origin;
  Position events = 0;          ///< at least
  notary::Evidence evidence{};  ///< its keys, when handovers lead to them
  notary::ErasureList erased{};

  /// All that it ordered to erase.
  bool erasures_known() const { return !evidence.keys.empty() && erased.covers >= events; }
};

/// Those that the copies, or the files given, show: by a handover of a key, or by their name.
struct Branches {
  std::vector<Continued> continued;  ///< the log of the backup
  /// A log that the one of the backup goes on from too, and those that continue them: they share
  /// events with it, and may have erased some of these.
  std::vector<Continued> beside;
};

/// `lists`: of erasures, given. Lists are believed of those alone whose keys follow.
Branches branches_of(Backup const& backup, std::vector<std::filesystem::path> const& given,
                     std::vector<std::filesystem::path> lists);

/// French; empty for none, otherwise it begins with a space.
std::string continued_words(std::vector<Continued> const& logs);
/// The same of those beside, whose erasures are not all known.
std::string beside_words(std::vector<Continued> const& logs);

/// `size` and `root`: of the newest state known, at least those of the backup.
struct Known {
  std::optional<OpenedCheckpoint> checkpoint;  ///< the newest
  std::vector<notary::Attested> all;
  std::vector<std::string> forks;  ///< French: two histories signed in its name
  std::vector<Continued> continued;
  std::vector<Continued> beside;
  std::vector<ErasedPayload> erasures;
  std::vector<ErasedPayload> erased_before;  ///< by logs that the one of the backup goes on from
  bool erasures_listed = false;              ///< by a list from outside the backup
  Position erasures_cover = 0;  ///< events of the log whose orders to erase are all known
  Position size = 0;
  Sha256 root;
  std::vector<std::string> from;    ///< who outside tells of the log, in French; none: nobody
  std::size_t copies_read = 0;      ///< of the copies of the settings
  std::vector<std::string> silent;  ///< who should have and did not, and why
  /// Those of the settings that another log publishes in: this one does in a folder of its own.
  std::vector<std::filesystem::path> taken;
};

/// The newest state of the log that anyone outside it has a proof of: files given, copies, what the
/// witnesses of the settings saw last; the files given may also tell `backup` of newer keys. Throws
/// StoreError for a proof that does not hold.
Known known_of(Backup& backup, RestoreOptions const& options);

/// What `verify` finds wrong with the evidence beside the log of a backup, and a restored log could
/// never make good: keys, passages, the logs it goes on from; and time stamps, on which nothing
/// else rests.
struct Beside {
  std::vector<std::string> problems;  ///< French
  std::vector<BrokenStamp> stamps;
};
Beside check_beside(SqliteEventStore const& store, std::filesystem::path const& backup);

struct Restoration {
  Position size = 0;  ///< of the backup
  Sha256 root;
  Position lost = 0;    ///< events known and not in the backup: at least as many are lost
  std::string missing;  ///< French, empty when nothing is
  bool simulation = false;
  bool forked = false;    ///< the log goes on under another name and key
  bool handover = false;  ///< the old key has signed that it does
  bool drill = false;     ///< it is an exercise, forked, and publishes nothing
  std::vector<Continued> continued{};
  std::vector<Continued> beside{};
  std::vector<std::string> copies_beside{};     ///< folders of its own where others publish
  std::vector<std::string> evidence_missing{};  ///< French: certified, and not in the backup
  std::vector<BrokenStamp> stamps_lost{};       ///< among these
  bool unknown = false;  ///< nothing outside shows that nothing came after the backup
  std::vector<std::string> known_from;
  std::int64_t erasures_reapplied = 0;
  Position erasures_cover = 0;  ///< events of the old log whose orders to erase are all known
  bool erasures_known = false;  ///< a list from outside, of all events that are known
  std::string origin, previous_origin;
  std::string key, previous_key;  ///< C2SP verifier keys
  std::string backup_made_at;
  std::string restored_at;  ///< as the event says that tells of it
  std::int64_t milliseconds = 0;

  /// Canonical JSON; `lost` is null when nobody outside could tell.
  std::string json() const;
};

/// Gives the restored log its evidence, erases again what had been, and records in its journal what
/// happened. Fills in `made`. Throws StoreError.
void take_over(std::filesystem::path const& place, Backup const& backup, Known const& known,
               RestoreOptions const& options, Restoration& made);

/// Writes evidence/restore-certificate, and after a fork beside what is kept of the old log, signed
/// by the new key: a note, `probant restore certificate v1` and a line of canonical JSON.
void write_certificate(std::filesystem::path const& place, Restoration const& made);

/// Last of all, the store being whole: gives it the settings by which the next to open it to write
/// publishes, in the place of the log before. Throws StoreError where a copy is not there.
void name_outside(std::filesystem::path const& place, Backup const& backup, Known const& known,
                  Restoration const& made);

/// The store is there for good: has it publish, or tells on standard error that the next to open it
/// to write will.
void publish_restored(std::filesystem::path const& place);

/// French: of a backup of `restored` events of a log that has had `known`, what no list of erasures
/// tells of; the newest covers as many as said.
std::string unlisted_words(Position restored, Position known, Position covered);

/// On standard output.
void tell_done(Common const& common, Restoration const& made, std::filesystem::path const& place);

/// What a restoration that is done says again: its certificate's line of JSON, and French.
struct RestoredAlready {
  std::string json, words;
};

/// The same backup was restored there in the same words, and nothing was recorded since.
std::optional<RestoredAlready> restored_already(std::filesystem::path const& place,
                                                RestoreOptions const& options);

/// Publishes what it had not yet, and tells it. The exit status.
int tell_done(Common const& common, RestoredAlready const& done,
              std::filesystem::path const& place);

/// Refuses a key that the last one did not lead to under the name of a log whose checkpoints are in
/// copies, or that goes on from another: nothing would tie to it what is kept there.
void ensure_key_for_kept(Backup const& backup, RestoreOptions const& options);

}  // namespace probant::cli
