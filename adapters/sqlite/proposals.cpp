#include "adapters/sqlite/proposals.hpp"

#include <algorithm>
#include <utility>

#include "adapters/sqlite/head.hpp"
#include "engine/log/digest.hpp"

namespace probant::sqlite {
std::int64_t proposal_hash(std::string_view id) {
  auto const digest = sha256(id);
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < 8; ++i) hash = hash << 8U | digest.bytes[i];
  return static_cast<std::int64_t>(hash);
}

ProposalRecord proposal_from(Rows const& rows) {
  ProposalRecord record;
  record.id = rows.bytes(1);
  auto const hash = rows.bytes(2);
  if (hash.size() != record.body_hash.bytes.size()) {
    throw StoreError{"le journal est incohérent : l'empreinte de la proposition « " + record.id +
                     " » est tronquée ; restaurez une sauvegarde avec « probant restore »."};
  }
  std::ranges::copy(hash, record.body_hash.bytes.begin());
  record.recorded = rows.integer(3) != 0;
  record.position = rows.integer(4);
  return record;
}

Proposals::Proposals(Connection& connection, std::int64_t indexed)
    : insert_{connection,
              "insert into proposal(sequence, id, body_hash, recorded, position) "
              "values(?, ?, ?, ?, ?)"},
      // What a crash left on its way is there already.
      index_{connection,
             "insert into proposal_index(hash, sequence) values(?, ?) "
             "on conflict(hash, sequence) do nothing"},
      find_{connection,
            "select 1 from proposal_index join proposal using(sequence) where hash = ? and id = ?"},
      next_{indexed},
      unindexed_{indexed} {
  Statement tail{connection,
                 "select sequence, id, body_hash, recorded, position from proposal "
                 "where sequence >= ? order by sequence"};
  for (auto rows = tail.query(indexed); rows.next(); ++next_) {
    if (rows.integer(0) != next_) {
      incoherent("de la suite des réponses aux propositions, la numéro " + std::to_string(next_) +
                 " (proposal.sequence) manque, et d'autres suivent");
    }
    auto record = proposal_from(rows);
    unindexed_.add({proposal_hash(record.id), rows.integer(0)});
    recent_.emplace(record.id, record);
  }
  Statement hashes{connection, "select hash from proposal_index"};
  for (auto rows = hashes.query(); rows.next();) indexed_hashes_.insert(rows.integer(0));
}

bool Proposals::taken(std::string const& id) {
  if (find_recent(id)) return true;
  if (!may_be_indexed(id)) return false;
  return find_.query(proposal_hash(id), std::string_view{id}).next();
}

void Proposals::add(ProposalRecord const& record) {
  insert_.run(next_, std::string_view{record.id}, Blob{as_text(record.body_hash)}, record.recorded,
              record.position);
  unindexed_.add({proposal_hash(record.id), next_++});
  pending_.push_back(record);
}

std::int64_t Proposals::settle() {
  merged_ = unindexed_.settle(next_, [this](Key const& key) {
    index_.run(key.hash, key.sequence);
    std::lock_guard const lock{mutex_};
    indexed_hashes_.insert(key.hash);
  });
  return unindexed_.covered();
}

void Proposals::publish() {
  std::lock_guard const lock{mutex_};
  for (auto& record : pending_) recent_.emplace(record.id, std::move(record));
  pending_.clear();
  if (merged_ == Merged::whole) merging_.clear();
  if (merged_ == Merged::begun) merging_ = std::exchange(recent_, {});
  merged_ = Merged::nothing;
}

std::optional<ProposalRecord> Proposals::find_recent(std::string const& id) const {
  std::lock_guard const lock{mutex_};
  for (auto const* part : {&recent_, &merging_}) {
    auto const known = part->find(id);
    if (known != part->end()) return known->second;
  }
  return std::nullopt;
}

bool Proposals::may_be_indexed(std::string_view id) const {
  auto const hash = proposal_hash(id);
  std::lock_guard const lock{mutex_};
  return indexed_hashes_.contains(hash);
}

}  // namespace probant::sqlite
