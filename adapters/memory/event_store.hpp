// The log in memory, for tests, simulation and what-if replays: same contract as on disk, gone with
// the object. Readers and the writer may run at the same time; visitors run without any lock.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "engine/log/event_store.hpp"
#include "engine/log/merkle.hpp"

namespace probant {

class MemoryEventStore final : public EventStore {
 public:
  MemoryEventStore();
  ~MemoryEventStore() override;

  AppendResult append(AppendBatch const& batch) override;
  Head head() const override;
  void scan(Position from, Position to, Visitor const& visit) const override;
  void scan_dossier(DossierId const& dossier, Visitor const& visit) const override;
  void scan_leaves(Position from, Position to, LeafVisitor const& visit) const override;
  std::optional<ProposalRecord> find_proposal(std::string_view id) const override;
  std::vector<Sha256> tile(TileId id, unsigned width) const override;

 private:
  /// Never changed once in the log: an erasure puts another one in its place.
  struct Entry {
    NewEvent event;
    std::string envelope;
    bool erased = false;
  };
  using Entries = std::vector<std::shared_ptr<Entry const>>;

  bool holds(AppendBatch const& batch) const;
  Position last_in(DossierId const& dossier) const;
  Entries prepare(AppendBatch const& batch);
  void commit(AppendBatch const& batch, Entries entries);
  void index(Position position, NewEvent const& event);
  /// At most a page of entries from `from` on, before `to`.
  Entries page(Position from, Position to) const;
  static bool show(Position position, Entry const& entry, Visitor const& visit);

  mutable std::mutex mutex_;
  Entries entries_;
  std::unordered_map<DossierId, std::vector<Position>> dossiers_;
  std::unordered_map<Subject, Position> last_of_subject_;
  std::unordered_map<std::string, ProposalRecord> proposals_;
  Frontier frontier_;
  TileBuilder builder_;
  std::map<TileId, std::vector<Sha256>> tiles_;  ///< the full ones
  Hasher hasher_;
  Head head_;
};

}  // namespace probant
