#include "adapters/sqlite/dossiers.hpp"

#include <algorithm>

namespace probant::sqlite {
namespace {

DossierId parsed(std::string_view name) {
  auto dossier = DossierId::parse(name);
  if (dossier) return *std::move(dossier);
  throw StoreError{"le journal est incohérent : « " + std::string{name} +
                   " » n'est pas un nom de dossier ; lancez « probant verify »."};
}

}  // namespace

Dossiers::Dossiers(Connection& connection, Position indexed)
    : find_{connection, "select key from dossier where name = ?"},
      insert_{connection, "insert into dossier(key, name) values(?, ?)"},
      index_{connection,
             "insert into dossier_index(dossier_key, version, position) values(?, ?, ?)"},
      last_{connection,
            "select version, position from dossier_index where dossier_key = ? "
            "order by version desc limit 1"},
      indexed_{indexed} {
  Statement next{connection, "select coalesce(max(key), -1) + 1 from dossier"};
  auto rows = next.query();
  rows.next();
  next_key_ = rows.integer(0);
  load_tail(connection);
}

void Dossiers::load_tail(Connection& connection) {
  Statement tail{connection,
                 "select position, dossier_key, version, name from event "
                 "join dossier on key = dossier_key where position >= ? order by position"};
  for (auto rows = tail.query(indexed_); rows.next();) {
    auto const dossier = parsed(rows.bytes(3));
    Last const last{rows.integer(2), rows.integer(0)};
    streams_.insert_or_assign(dossier, Stream{rows.integer(1), last});
    unindexed_.push_back({rows.integer(1), last.version, last.position});
    recent_[dossier].push_back(last.position);
  }
}

Dossiers::Stream* Dossiers::find(DossierId const& dossier) {
  auto const known = streams_.find(dossier);
  if (known != streams_.end()) return &known->second;
  auto const name = dossier.text();
  auto found = find_.query(std::string_view{name});
  if (!found.next()) return nullptr;
  Stream stream{found.integer(0), {}};
  auto rows = last_.query(stream.key);
  if (rows.next()) stream.last = {rows.integer(0), rows.integer(1)};
  return &streams_.emplace(dossier, stream).first->second;
}

Dossiers::Last Dossiers::last(DossierId const& dossier) {
  auto const* const stream = find(dossier);
  return stream == nullptr ? Last{} : stream->last;
}

std::int64_t Dossiers::add(DossierId const& dossier, Last event) {
  auto* stream = find(dossier);
  if (stream == nullptr) {
    auto const name = dossier.text();
    insert_.run(next_key_, std::string_view{name});
    stream = &streams_.emplace(dossier, Stream{next_key_++, {}}).first->second;
  }
  stream->last = event;
  unindexed_.push_back({stream->key, event.version, event.position});
  pending_.emplace_back(dossier, event.position);
  return stream->key;
}

Position Dossiers::settle(Position next, std::size_t at_least) {
  if (unindexed_.size() < at_least) return indexed_;
  std::ranges::sort(unindexed_);
  for (auto const& entry : unindexed_) index_.run(entry.key, entry.version, entry.position);
  unindexed_.clear();
  return indexed_ = next;
}

void Dossiers::publish() {
  std::lock_guard const lock{mutex_};
  if (unindexed_.empty()) {
    recent_.clear();
  } else {
    for (auto const& [dossier, position] : pending_) recent_[dossier].push_back(position);
  }
  pending_.clear();
}

std::vector<Position> Dossiers::recent(DossierId const& dossier) const {
  std::lock_guard const lock{mutex_};
  auto const known = recent_.find(dossier);
  return known == recent_.end() ? std::vector<Position>{} : known->second;
}

}  // namespace probant::sqlite
