// The one connection that writes: turns a batch into rows, leaves and a new head, in one
// transaction and one fsync. One thread at a time. An exception other than std::logic_error means
// that nothing may be assumed about the file any more, and the writer must not be used again.
#pragma once

#include "adapters/sqlite/dictionaries.hpp"
#include "adapters/sqlite/dossiers.hpp"
#include "adapters/sqlite/head.hpp"
#include "adapters/sqlite/proposals.hpp"
#include "adapters/sqlite/tiles.hpp"

namespace probant::sqlite {

class Writer {
 public:
  /// Reads the head and checks that the tables bear it out. Throws StoreError.
  explicit Writer(Connection connection);

  /// appended or conflict.
  AppendResult append(AppendBatch const& batch);
  Head const& head() const { return head_; }
  SealedHead sealed_head() const { return {head_, stored_.seal, stored_.sealable}; }
  /// From now on each append seals the head it writes; without, it leaves none. Makes a file of
  /// format 1 one of format 2.
  void seal_with(Sealer sealer);
  /// What is in the log but not indexed yet; from any thread.
  Proposals const& proposals() const { return proposals_; }
  Dossiers const& dossiers() const { return dossiers_; }
  /// Empties the journal of SQLite into the main file when it may still hold what was erased; to be
  /// called after each append. What readers hold back now is emptied after a later one.
  void forget_erased();
  /// Writes something and takes it back, durably. Throws StoreError when that cannot be had.
  void prove_durable();
  /// Before closing: indexes what a reader would have to go through for each dossier it looks at,
  /// unless it is little. Throws StoreError; nothing but speed is lost then.
  void finish();

 private:
  bool holds(AppendBatch const& batch);
  bool unmentioned(AppendCondition const& condition);
  bool follows(std::vector<NewEvent> const& events);
  std::vector<std::string> envelopes_of(AppendBatch const& batch);
  /// The head that is true once it is committed.
  Head write(AppendBatch const& batch, std::vector<std::string> const& envelopes);
  void write_event(NewEvent const& event, Position position);
  void write_head(Head const& head);
  void erase(std::vector<Position> const& positions);
  void roll_back() noexcept;

  Connection connection_;
  StoredHead stored_;
  Dossiers dossiers_;
  NameKeys types_;
  NameKeys rulebooks_;
  ActorKeys actors_;
  Proposals proposals_;
  TileWriting tiles_;
  Statement begin_;
  Statement commit_;
  Statement insert_event_;
  Statement insert_leaf_;
  Statement update_head_;
  Statement envelopes_since_;
  Hasher hasher_;
  Head head_;
  Sealer sealer_;
  bool erasures_in_wal_ = true;  ///< for all we know, until the journal was emptied once
};

}  // namespace probant::sqlite
