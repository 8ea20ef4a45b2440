// The log on disk: one SQLite file in a directory of its own, whose format is described in
// FORMAT.md. One process writes, any number read. Errors of the environment are StoreError, in
// French, with the way out; after one while appending, the store is read-only until opened again.
//
//   <directory>/log.sqlite (and, while in use, -wal and -shm)   <directory>/lock
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "engine/log/event_store.hpp"

namespace probant {

namespace sqlite {
class LockFile;
class ReaderPool;
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

  bool simulation() const;
  /// What check_log cannot see: the structure of the file and its indexes. One French sentence for
  /// each thing that is wrong. Reads everything.
  std::vector<std::string> check_file() const;
  /// In what the tables, triggers and settings of the file are not those this program makes.
  std::vector<std::string> check_schema() const;
  /// Why nothing can be appended, in French; empty while it can.
  std::string failure() const;

 private:
  SqliteEventStore(std::filesystem::path const& directory, Mode mode);
  void create_files(std::filesystem::path const& directory, bool simulation);
  void forget_erased();
  void latch(std::string reason);

  std::unique_ptr<sqlite::LockFile> lock_;  ///< released last
  std::unique_ptr<sqlite::Writer> writer_;  ///< none in read_only
  std::unique_ptr<sqlite::ReaderPool> readers_;
  mutable std::mutex mutex_;  ///< of what follows
  Head head_;
  std::string failure_;
};

}  // namespace probant
