// The first events of a log as a log of their own, so that what is computed under a checkpoint does
// not depend on what was recorded after it. Reads only; `append` breaks a promise.
#pragma once

#include "engine/log/event_store.hpp"

namespace probant {

class PrefixStore final : public EventStore {
 public:
  /// `whole` must outlive this. `root` is that of the first `size` events.
  PrefixStore(EventStore const& whole, Position size, Sha256 const& root);

  AppendResult append(AppendBatch const& batch) override;
  Head head() const override { return head_; }
  void scan(Position from, Position to, Visitor const& visit) const override;
  void scan_dossier(DossierId const& dossier, Visitor const& visit) const override;
  void scan_leaves(Position from, Position to, LeafVisitor const& visit) const override;
  std::optional<ProposalRecord> find_proposal(std::string_view id) const override;
  std::vector<Sha256> tile(TileId id, unsigned width) const override;

 private:
  EventStore const& whole_;
  Head head_;
};

}  // namespace probant
