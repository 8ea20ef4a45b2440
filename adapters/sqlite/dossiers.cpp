#include "adapters/sqlite/dossiers.hpp"

#include <utility>

#include "adapters/sqlite/dossier_index.hpp"

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
             // What a crash left on its way is there already.
             "insert into dossier_index(dossier_key, version, position) values(?, ?, ?) "
             "on conflict(dossier_key, version) do nothing"},
      last_{connection,
            "select entry.version, position, event.version, event.dossier_key "
            "from dossier_index entry left join event using(position) "
            "where entry.dossier_key = ? order by entry.version desc limit 1"},
      unindexed_{indexed} {
  ensure_index_covers(connection);
  Statement next{connection, "select coalesce(max(key), -1) + 1 from dossier"};
  auto rows = next.query();
  rows.next();
  next_key_ = rows.integer(0);
  load_tail(connection, indexed);
}

void Dossiers::load_tail(Connection& connection, Position indexed) {
  Statement tail{connection,
                 "select position, dossier_key, version, name from event "
                 "join dossier on key = dossier_key where position >= ? order by position"};
  for (auto rows = tail.query(indexed); rows.next();) {
    auto const dossier = parsed(rows.bytes(3));
    Last const last{rows.integer(2), rows.integer(0)};
    streams_.insert_or_assign(dossier, Stream{rows.integer(1), last});
    unindexed_.add({rows.integer(1), last.version, last.position});
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
  if (rows.next()) {
    stream.last = {rows.integer(0), rows.integer(1)};
    if (rows.integer(2) != stream.last.version || rows.integer(3) != stream.key) {
      led_astray(dossier);
    }
  }
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
  unindexed_.add({stream->key, event.version, event.position});
  pending_.emplace_back(dossier, event.position);
  return stream->key;
}

Position Dossiers::settle(Position next) {
  merged_ = unindexed_.settle(next, [this](Entry const& entry) { index(entry); });
  return unindexed_.covered();
}

Position Dossiers::settle_all(Position next) {
  unindexed_.settle_all(next, [this](Entry const& entry) { index(entry); });
  return unindexed_.covered();
}

void Dossiers::publish() {
  std::lock_guard const lock{mutex_};
  for (auto const& [dossier, position] : pending_) recent_[dossier].push_back(position);
  pending_.clear();
  if (merged_ == Merged::whole) merging_.clear();
  if (merged_ == Merged::begun) merging_ = std::exchange(recent_, {});
  merged_ = Merged::nothing;
}

std::vector<Position> Dossiers::recent(DossierId const& dossier) const {
  std::lock_guard const lock{mutex_};
  std::vector<Position> positions;
  for (auto const* part : {&merging_, &recent_}) {
    auto const known = part->find(dossier);
    if (known == part->end()) continue;
    positions.insert(positions.end(), known->second.begin(), known->second.end());
  }
  return positions;
}

}  // namespace probant::sqlite
