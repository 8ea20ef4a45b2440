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

void refuse_answers(std::string const& what) {
  throw SqliteError{SQLITE_CORRUPT,
                    "le journal est incohérent : " + what +
                        " ; il a été modifié hors de probant. « probant verify » dit si c'est "
                        "l'index des propositions, qui peut être refait, ou une réponse."};
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
            "select sequence, id from proposal_index left join proposal using(sequence) "
            "where hash = ?"},
      next_{indexed},
      unindexed_{indexed} {
  load_index(connection, indexed);
  load_tail(connection, indexed);
}

void Proposals::load_tail(Connection& connection, std::int64_t indexed) {
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
}

/// Each sequence that it covers is there once, and the answers go as far.
void Proposals::load_index(Connection& connection, std::int64_t indexed) {
  Statement hashes{connection, "select hash, sequence from proposal_index"};
  std::int64_t found = 0;
  std::uint64_t sum = 0;
  for (auto rows = hashes.query(); rows.next();) {
    indexed_hashes_.insert(rows.integer(0));
    auto const sequence = rows.integer(1);
    if (sequence < 0 || sequence >= indexed) continue;  // on its way
    ++found;
    sum += static_cast<std::uint64_t>(sequence);
  }
  auto const due = static_cast<std::uint64_t>(indexed);
  if (found != indexed || sum != due * (due - 1) / 2) {
    refuse_answers("l'index des propositions devrait mener à " + std::to_string(indexed) +
                   " réponses, il mène à " + std::to_string(found) + ", ou à d'autres");
  }
  Statement last{connection, "select coalesce(max(sequence), -1) + 1 from proposal"};
  auto rows = last.query();
  rows.next();
  if (rows.integer(0) >= indexed) return;
  refuse_answers("l'index des propositions mène à " + std::to_string(indexed) +
                 " réponses, et il n'y en a que " + std::to_string(rows.integer(0)));
}

bool Proposals::taken(std::string const& id) {
  if (find_recent(id)) return true;
  if (!may_be_indexed(id)) return false;
  for (auto rows = find_.query(proposal_hash(id)); rows.next();) {
    if (rows.is_null(1)) {
      refuse_answers("la réponse numéro " + std::to_string(rows.integer(0)) +
                     ", où mène l'index des propositions, manque");
    }
    if (rows.bytes(1) == id) return true;
  }
  return false;
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
