// The log on disk: one SQLite file in a directory of its own, whose format is described in
// FORMAT.md. One process writes, any number read. Errors of the environment are StoreError, in
// French, with the way out; after one while appending, the store is read-only until opened again,
// or until `recover` has found that its disk can be relied on.
//
//   <directory>/log.sqlite (and, while in use, -wal and -shm)   <directory>/lock
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "adapters/sqlite/sealed_head.hpp"
#include "engine/log/event_store.hpp"

namespace probant {

namespace sqlite {
class LockFile;
class ReaderPool;
class Presence;
class Writer;
}  // namespace sqlite

class SqliteEventStore final : public EventStore {
 public:
  enum class Mode : std::uint8_t {
    read_only,          ///< possible while another process writes
    read_write,         ///< takes the lock
    create,             ///< in a directory that is empty or does not exist, then as read_write
    create_simulation,  ///< the same; the mark can never be taken off
  };
  static std::unique_ptr<SqliteEventStore> open(std::filesystem::path const& directory, Mode mode);
  ~SqliteEventStore() override;

  AppendResult append(AppendBatch const& batch) override;
  Head head() const override;
  void scan(Position from, Position to, Visitor const& visit) const override;
  void scan_dossier(DossierId const& dossier, Visitor const& visit) const override;
  void scan_leaves(Position from, Position to, LeafVisitor const& visit) const override;
  std::optional<ProposalRecord> find_proposal(std::string_view id) const override;
  std::vector<Sha256> tile(TileId id, unsigned width) const override;

  /// As `append` is called. In read_only: of the file as it is now.
  SealedHead sealed_head() const;
  /// Before the first append: from then on each writes a seal beside the head. A store of format 1
  /// becomes one of format 2 by it. Throws StoreError.
  void seal_with(Sealer sealer);

  bool simulation() const;
  /// What check_log cannot see: the structure of the file and its indexes. One French sentence for
  /// each thing that is wrong. Reads everything.
  std::vector<std::string> check_file() const;
  /// In what the tables, triggers and settings of the file are not those this program makes.
  std::vector<std::string> check_schema() const;
  /// Why nothing can be appended, in French; empty while it can.
  std::string failure() const;

  /// Since the store was opened.
  struct Troubles {
    std::int64_t failures = 0;     ///< how often it became read-only
    std::int64_t sync_errors = 0;  ///< of them, because an fsync failed
    std::int64_t recoveries = 0;
    bool unsynced = false;  ///< an fsync failed, and the log has not been verified since
    bool damaged = false;   ///< a read found the file not to be what was written
  };
  Troubles troubles() const;
  /// What keeps it from being written: nothing while it can be.
  enum class Doubt : std::uint8_t { none, room, disk, damage, second_history };
  Doubt doubt() const;

  /// After a failure: opens the file anew, and appends go on once it has taken a durable write and
  /// holds the log as it was known, and beyond that only what bears its seal. Unless there merely
  /// was no room, all of it is verified before: after a failed fsync the system may take for
  /// written what is not. After damage nothing is tried. Called as `append` is. Whether appends go
  /// on.
  bool recover();
  /// Nothing more is appended until it is opened again: two histories are told of this log. Any
  /// thread.
  void stop_appends(std::string const& why);
  /// Becomes read-only when the files of the log are no longer where they were. So does `append`,
  /// before and after it writes. Called as `append` is.
  void ensure_there();

 private:
  SqliteEventStore(std::filesystem::path const& directory, Mode mode);
  void create_files(bool simulation);
  void forget_erased();
  /// `code`: SQLite's.
  void latch(int code, std::string const& reason);
  void latch(Doubt doubt, std::string reason);
  std::shared_ptr<sqlite::Writer> writer() const;
  /// `use` with a reader; what it finds damaged is remembered.
  template <class Use>
  auto read(Use const& use) const;
  std::shared_ptr<sqlite::Writer> open_writer() const;
  void ensure_relied_on(Head const& known, bool whole) const;
  void ensure_sealed(SealedHead const& found, Head const& known) const;

  std::filesystem::path directory_;
  bool writes_ = false;
  std::unique_ptr<sqlite::LockFile> lock_;  ///< released last
  std::unique_ptr<sqlite::ReaderPool> readers_;
  std::unique_ptr<sqlite::Presence> presence_;  ///< none in read_only
  mutable std::mutex mutex_;                    ///< of what follows
  std::shared_ptr<sqlite::Writer> writer_;      ///< none in read_only, nor while recovering
  Head head_;
  Sealer sealer_;  ///< set before the first append
  std::string failure_;
  Doubt doubt_ = Doubt::none;  ///< what a failure leaves in doubt
  mutable Troubles troubles_;
};

}  // namespace probant
