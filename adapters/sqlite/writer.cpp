#include "adapters/sqlite/writer.hpp"

#include <algorithm>
#include <unordered_set>

#include "adapters/sqlite/schema.hpp"
#include "engine/kernel/ensure.hpp"
#include "engine/log/batch.hpp"
#include "engine/log/envelope.hpp"

namespace probant::sqlite {
namespace {

/// Reading so many events takes less than the fsync that indexing them would cost.
constexpr std::size_t few_to_read = 512;

Statement head_update(Connection& connection, bool sealable) {
  return {connection, std::string{"update head set size = ?, peaks = ?, indexed_events = ?, "
                                  "indexed_proposals = ?"} +
                          (sealable ? ", seal = ?" : "")};
}

}  // namespace

Writer::Writer(Connection connection)
    : connection_{std::move(connection)},
      stored_{load_head(connection_)},
      dossiers_{connection_, stored_.indexed_events},
      types_{connection_, "type"},
      rulebooks_{connection_, "rulebook"},
      actors_{connection_},
      proposals_{connection_, stored_.indexed_proposals},
      tiles_{connection_, stored_.frontier.size()},
      begin_{connection_, "begin immediate"},
      commit_{connection_, "commit"},
      insert_event_{connection_,
                    "insert into event(position, dossier_key, version, type_key, schema, "
                    "occurred_at, recorded_at, actor_key, rulebook_key, proposal_id, payload, "
                    "warnings) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
      insert_leaf_{connection_, "insert into leaf(position, envelope, blinding) values(?, ?, ?)"},
      update_head_{head_update(connection_, stored_.sealable)},
      envelopes_since_{connection_, "select envelope from leaf where position > ?"},
      head_{stored_.head(hasher_)} {}

AppendResult Writer::append(AppendBatch const& batch) {
  ensure_consistent(batch, head_);
  auto const envelopes = envelopes_of(batch);
  auto head = head_;
  begin_.run();
  try {
    if (!holds(batch)) {
      connection_.execute("rollback");
      return AppendResult::conflict;
    }
    head = write(batch, envelopes);
    commit_.run();
  } catch (...) {
    roll_back();
    throw;
  }
  dossiers_.publish();
  proposals_.publish();
  head_ = head;
  return AppendResult::appended;
}

void Writer::seal_with(Sealer sealer) {
  if (!stored_.sealable) {
    add_seal(connection_);
    stored_.sealable = true;
    update_head_ = head_update(connection_, true);
  }
  sealer_ = std::move(sealer);
}

bool Writer::holds(AppendBatch const& batch) {
  auto const taken = [&](ProposalRecord const& proposal) { return proposals_.taken(proposal.id); };
  return unmentioned(batch.condition) && follows(batch.events) &&
         std::ranges::none_of(batch.proposals, taken);
}

bool Writer::unmentioned(AppendCondition const& condition) {
  if (condition.read_up_to + 1 == head_.next) return true;
  auto const touched = [&](DossierId const& dossier) {
    return dossiers_.last(dossier).position > condition.read_up_to;
  };
  if (std::ranges::any_of(condition.dossiers, touched)) return false;
  if (condition.subjects.empty()) return true;
  for (auto rows = envelopes_since_.query(condition.read_up_to); rows.next();) {
    if (envelope_concerns(rows.bytes(0), condition.subjects)) return false;
  }
  return true;
}

bool Writer::follows(std::vector<NewEvent> const& events) {
  std::unordered_set<DossierId> seen;
  return std::ranges::all_of(events, [&](NewEvent const& event) {
    return !seen.insert(event.dossier).second ||
           event.version == dossiers_.last(event.dossier).version + 1;
  });
}

std::vector<std::string> Writer::envelopes_of(AppendBatch const& batch) {
  std::vector<std::string> envelopes(batch.events.size());
  for (std::size_t i = 0; i < envelopes.size(); ++i) {
    auto const& event = batch.events[i];
    auto causation = event.causation;
    if (causation) causation = moved(*causation, batch.condition, head_.next);
    auto const position = head_.next + static_cast<Position>(i);
    write_envelope(envelopes[i], hasher_, event, position, causation);
    ensure(envelopes[i].size() <= max_envelope_bytes, "an envelope is not too long");
  }
  return envelopes;
}

Head Writer::write(AppendBatch const& batch, std::vector<std::string> const& envelopes) {
  auto position = head_.next;
  for (std::size_t i = 0; i < envelopes.size(); ++i, ++position) {
    auto const& event = batch.events[i];
    write_event(event, position);
    insert_leaf_.run(position, Blob{envelopes[i]}, Blob{as_text(event.blinding)});
    auto const leaf = leaf_hash(hasher_, envelopes[i]);
    stored_.frontier.append(hasher_, leaf);
    tiles_.add(leaf);
    stored_.recorded_at = event.recorded_at;
  }
  for (auto proposal : batch.proposals) {
    proposal.position = moved(proposal.position, batch.condition, head_.next);
    proposals_.add(proposal);
  }
  erase(batch.erasures);
  stored_.indexed_events = dossiers_.settle(stored_.next());
  stored_.indexed_proposals = proposals_.settle();
  auto const head = stored_.head(hasher_);
  write_head(head);
  return head;
}

void Writer::write_head(Head const& head) {
  std::string peaks;
  for (auto const& peak : stored_.frontier.peaks()) peaks += as_text(peak);
  stored_.seal = sealer_ ? std::optional{sealer_(head)} : std::nullopt;
  auto const update = [&](auto const&... seal) {
    update_head_.run(head.next, Blob{peaks}, stored_.indexed_events, stored_.indexed_proposals,
                     seal...);
  };
  if (!stored_.sealable) return update();
  if (!stored_.seal) return update(nullptr);
  update(Blob{as_text(*stored_.seal)});
}

// A page that was changed is written, even when it ends as it began.
void Writer::prove_durable() {
  begin_.run();
  try {
    connection_.execute("update head set size = size + 1");
    connection_.execute("update head set size = size - 1");
    commit_.run();
  } catch (...) {
    roll_back();
    throw;
  }
}

void Writer::finish() {
  if (dossiers_.unindexed() < few_to_read) return;
  begin_.run();
  try {
    stored_.indexed_events = dossiers_.settle_all(stored_.next());
    // Of the same events: what seals them stays.
    Statement{connection_, "update head set indexed_events = ?"}.run(stored_.indexed_events);
    commit_.run();
  } catch (...) {
    roll_back();
    throw;
  }
}

void Writer::write_event(NewEvent const& event, Position position) {
  insert_event_.run(position, dossiers_.add(event.dossier, {event.version, position}),
                    event.version, types_.key_of(std::string{catalogue[event.type].name}),
                    event.schema, event.occurred_at.unix_ns(), event.recorded_at.unix_ns(),
                    actors_.key_of(event.actor), rulebooks_.key_of(event.rulebook),
                    std::string_view{event.proposal_id}, std::string_view{event.payload},
                    std::string_view{event.warnings});
}

// With secure_delete SQLite overwrites what it frees; older images of the page are in its journal
// until `forget_erased`.
void Writer::erase(std::vector<Position> const& positions) {
  if (positions.empty()) return;
  Statement payload{connection_, "update event set payload = null where position = ?"};
  Statement blinding{connection_, "update leaf set blinding = null where position = ?"};
  for (auto const position : positions) {
    payload.run(position);
    blinding.run(position);
  }
  erasures_in_wal_ = true;
}

void Writer::forget_erased() {
  if (!erasures_in_wal_) return;
  // Not waiting for readers: what they hold back now is emptied after a later append.
  sqlite3_busy_timeout(connection_.get(), 0);
  int const code = sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                             nullptr, nullptr);
  sqlite3_busy_timeout(connection_.get(), busy_timeout_ms);
  if (code == SQLITE_OK) {
    erasures_in_wal_ = false;
  } else if (code != SQLITE_BUSY) {
    connection_.fail(code);
  }
}

void Writer::roll_back() noexcept {
  if (sqlite3_get_autocommit(connection_.get()) == 0) {
    sqlite3_exec(connection_.get(), "rollback", nullptr, nullptr, nullptr);
  }
}

}  // namespace probant::sqlite
