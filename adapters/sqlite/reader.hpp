// A connection that reads, with what it has learned of the dictionaries, and a pool of them so that
// any thread can read at any time. Each read is one snapshot.
#pragma once

#include <mutex>

#include "adapters/sqlite/dictionaries.hpp"
#include "adapters/sqlite/fault.hpp"
#include "adapters/sqlite/sealed_head.hpp"
#include "adapters/sqlite/tiles.hpp"

namespace probant::sqlite {

/// One thread at a time.
class Reader {
 public:
  Reader(std::filesystem::path const& file, Access access);

  Head head();
  SealedHead sealed_head();
  bool simulation();
  std::vector<Fault> check_file();
  std::vector<std::string> check_schema();
  void scan(Position from, Position to, EventStore::Visitor const& visit);
  /// `recent`: positions that are not indexed, when the writer can tell; else they are looked for,
  /// which takes longer. The same goes for proposals.
  void scan_dossier(DossierId const& dossier, std::optional<std::vector<Position>> const& recent,
                    EventStore::Visitor const& visit);
  void scan_leaves(Position from, Position to, EventStore::LeafVisitor const& visit);
  std::optional<ProposalRecord> find_proposal(std::string_view id, bool everywhere);
  std::vector<Sha256> tile(TileId id, unsigned width) { return tiles_.read(id, width); }

 private:
  /// A dossier being read, event after event.
  struct Course {
    std::int64_t key;
    DossierId const& dossier;
    Version version = 0;
    Position last = -1;
  };

  bool scan_index(Course& course, EventStore::Visitor const& visit);
  bool show_next(Rows const& rows, Course& course, EventStore::Visitor const& visit);
  bool show(Rows const& rows, DossierId const& dossier, EventStore::Visitor const& visit);

  Connection connection_;
  bool index_covers_ = false;  ///< the writer's process has looked when it opened
  Statement scan_;
  Statement scan_indexed_;
  Statement scan_recent_;
  Statement scan_leaves_;
  Statement dossier_key_;
  Statement indexed_proposal_;
  Statement recent_proposal_;
  Meanings<DossierId> dossiers_;
  Meanings<Actor> actors_;
  Meanings<EventType> types_;
  Meanings<std::string> rulebooks_;
  TileReading tiles_;
};

class ReaderPool {
 public:
  ReaderPool(std::filesystem::path file, Access access);

  /// Calls `use` with a reader nobody else has. May be called again from within `use`.
  template <class Use>
  auto with(Use const& use) const {
    auto const lease = take();
    return use(*lease);
  }

 private:
  struct GiveBack {
    ReaderPool const* pool;
    void operator()(Reader* reader) const noexcept;
  };
  std::unique_ptr<Reader, GiveBack> take() const;

  std::filesystem::path file_;
  Access access_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace probant::sqlite
