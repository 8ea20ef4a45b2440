// The writer's side of the answers kept under the ids of proposals. Rows are written in order of
// arrival; ids are random, and their index is brought up to date behind them. Nearly every proposal
// is new: the hashes of all indexed ids are in memory too, 8 bytes each and the room of the set, so
// that to know it takes no look into the file.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <mutex>
#include <string>
#include <unordered_map>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/merging.hpp"

namespace probant::sqlite {

/// The first eight bytes of SHA-256(id), big-endian, as a signed number.
std::int64_t proposal_hash(std::string_view id);

ProposalRecord proposal_from(Rows const& rows);

/// Of an index that does not lead to the answers it covers: an id that was answered would be taken
/// for a new one, and recorded twice.
[[noreturn]] void refuse_answers(std::string const& what);

/// The const members from any thread, the rest from the writer's.
class Proposals {
 public:
  /// `indexed`: the sequence below which the index covers everything; throws StoreError where it
  /// does not, or has no answers for what it covers.
  Proposals(Connection& connection, std::int64_t indexed);

  bool taken(std::string const& id);
  /// Within a transaction; readers see it once it is committed and `publish`ed.
  void add(ProposalRecord const& record);
  /// Within a transaction, at its end. Returns the sequence below which everything is indexed now.
  std::int64_t settle();
  /// After the transaction is committed.
  void publish();
  std::optional<ProposalRecord> find_recent(std::string const& id) const;
  /// False: the index has no such id, nor will have it unless it is recent now.
  bool may_be_indexed(std::string_view id) const;

 private:
  struct Key {
    std::int64_t hash;
    std::int64_t sequence;
    auto operator<=>(Key const&) const = default;
  };

  void load_tail(Connection& connection, std::int64_t indexed);
  void load_index(Connection& connection, std::int64_t indexed);

  using Recent = std::unordered_map<std::string, ProposalRecord>;

  Statement insert_;
  Statement index_;
  Statement find_;
  std::int64_t next_;
  Merging<Key> unindexed_;
  Merged merged_ = Merged::nothing;  ///< in this transaction
  std::vector<ProposalRecord> pending_;
  mutable std::mutex mutex_;
  Recent recent_;
  Recent merging_;  ///< those on their way into the index
  boost::unordered_flat_set<std::int64_t> indexed_hashes_;
};

}  // namespace probant::sqlite
