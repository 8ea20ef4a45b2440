// A store whose environment fails when asked to: the n-th read from now throws, once or from then
// on; an append is answered with what the test says, or throws, once.
#pragma once

#include <utility>

#include "engine/log/event_store.hpp"

namespace probant::test {

class FlakyStore final : public EventStore {
 public:
  explicit FlakyStore(EventStore& store) : store_{store} {}

  /// 0: none does.
  void fail_read(int nth, bool from_then_on = false) {
    left_ = nth;
    from_then_on_ = from_then_on;
  }
  void answer_append(AppendResult result) { answer_ = result; }
  void throw_on_append() { throws_ = true; }

  AppendResult append(AppendBatch const& batch) override {
    if (std::exchange(throws_, false)) throw StoreError{"l'écriture a échoué (essai)."};
    if (answer_) return *std::exchange(answer_, std::nullopt);
    return store_.append(batch);
  }
  Head head() const override { return store_.head(); }
  void scan(Position from, Position to, Visitor const& visit) const override {
    count();
    store_.scan(from, to, visit);
  }
  void scan_dossier(DossierId const& dossier, Visitor const& visit) const override {
    count();
    store_.scan_dossier(dossier, visit);
  }
  void scan_leaves(Position from, Position to, LeafVisitor const& visit) const override {
    count();
    store_.scan_leaves(from, to, visit);
  }
  std::optional<ProposalRecord> find_proposal(std::string_view id) const override {
    count();
    return store_.find_proposal(id);
  }
  std::vector<Sha256> tile(TileId id, unsigned width) const override {
    count();
    return store_.tile(id, width);
  }

 private:
  void count() const {
    if (left_ == 0 || --left_ > 0) return;
    if (from_then_on_) left_ = 1;
    throw StoreError{"la lecture a échoué (essai)."};
  }

  EventStore& store_;
  mutable int left_ = 0;
  bool from_then_on_ = false;
  std::optional<AppendResult> answer_;
  bool throws_ = false;
};

}  // namespace probant::test
