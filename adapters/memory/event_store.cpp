#include "adapters/memory/event_store.hpp"

#include <algorithm>

#include "engine/kernel/ensure.hpp"
#include "engine/log/batch.hpp"
#include "engine/log/envelope.hpp"

namespace probant {
namespace {

constexpr Position page_size = 256;

std::size_t index_of(Position position) { return static_cast<std::size_t>(position); }

}  // namespace

MemoryEventStore::MemoryEventStore() { head_.root = frontier_.root(hasher_); }

MemoryEventStore::~MemoryEventStore() = default;

AppendResult MemoryEventStore::append(AppendBatch const& batch) {
  std::lock_guard const lock{mutex_};
  ensure_consistent(batch, head_);
  if (!holds(batch)) return AppendResult::conflict;
  commit(batch, prepare(batch));
  return AppendResult::appended;
}

Head MemoryEventStore::head() const {
  std::lock_guard const lock{mutex_};
  return head_;
}

bool MemoryEventStore::holds(AppendBatch const& batch) const {
  auto const& condition = batch.condition;
  auto const untouched = [&](DossierId const& dossier) {
    return last_in(dossier) <= condition.read_up_to;
  };
  auto const unmentioned = [&](Subject const& subject) {
    auto const last = last_of_subject_.find(subject);
    return last == last_of_subject_.end() || last->second <= condition.read_up_to;
  };
  auto const free = [&](ProposalRecord const& proposal) {
    return !proposals_.contains(proposal.id);
  };
  std::unordered_map<DossierId, Version> first_versions;
  for (auto const& event : batch.events) first_versions.try_emplace(event.dossier, event.version);
  auto const follows = [&](auto const& first) {
    auto const known = dossiers_.find(first.first);
    auto const count = known == dossiers_.end() ? 0U : known->second.size();
    return first.second == static_cast<Version>(count) + 1;
  };
  return std::ranges::all_of(condition.dossiers, untouched) &&
         std::ranges::all_of(condition.subjects, unmentioned) &&
         std::ranges::all_of(batch.proposals, free) && std::ranges::all_of(first_versions, follows);
}

Position MemoryEventStore::last_in(DossierId const& dossier) const {
  auto const known = dossiers_.find(dossier);
  return known == dossiers_.end() ? -1 : known->second.back();
}

MemoryEventStore::Entries MemoryEventStore::prepare(AppendBatch const& batch) {
  Entries entries;
  for (auto const& event : batch.events) {
    auto const position = head_.next + static_cast<Position>(entries.size());
    auto entry = std::make_shared<Entry>(Entry{.event = event, .envelope = {}});
    if (event.causation)
      entry->event.causation = moved(*event.causation, batch.condition, head_.next);
    write_envelope(entry->envelope, hasher_, event, position, entry->event.causation);
    ensure(entry->envelope.size() <= max_envelope_bytes, "an envelope is not too long");
    entries.push_back(std::move(entry));
  }
  return entries;
}

void MemoryEventStore::commit(AppendBatch const& batch, Entries entries) {
  auto const first = head_.next;
  for (auto& entry : entries) {
    index(head_.next++, entry->event);
    auto const leaf = leaf_hash(hasher_, entry->envelope);
    frontier_.append(hasher_, leaf);
    builder_.append(hasher_, leaf, [&](TileId id, std::span<Sha256 const> hashes) {
      tiles_[id].assign(hashes.begin(), hashes.end());
    });
    head_.recorded_at = entry->event.recorded_at;
    entries_.push_back(std::move(entry));
  }
  head_.root = frontier_.root(hasher_);
  for (auto record : batch.proposals) {
    record.position = moved(record.position, batch.condition, first);
    proposals_.emplace(record.id, record);
  }
  for (auto const position : batch.erasures) {
    Entry erased = *entries_[index_of(position)];
    erased.event.payload.clear();
    erased.event.blinding = {};
    erased.erased = true;
    entries_[index_of(position)] = std::make_shared<Entry const>(std::move(erased));
  }
}

void MemoryEventStore::index(Position position, NewEvent const& event) {
  dossiers_[event.dossier].push_back(position);
  for (auto const& subject : event.subjects) last_of_subject_[subject] = position;
}

MemoryEventStore::Entries MemoryEventStore::page(Position from, Position to) const {
  std::lock_guard const lock{mutex_};
  auto const end = std::min({to, head_.next, from + page_size});
  if (from < 0 || from >= end) return {};
  return {entries_.begin() + from, entries_.begin() + end};
}

bool MemoryEventStore::show(Position position, Entry const& entry, Visitor const& visit) {
  auto const& event = entry.event;
  return visit({.position = position,
                .dossier = event.dossier,
                .version = event.version,
                .type = event.type,
                .schema = event.schema,
                .occurred_at = event.occurred_at,
                .recorded_at = event.recorded_at,
                .actor = event.actor,
                .proposal_id = event.proposal_id,
                .rulebook = event.rulebook,
                .payload = event.payload,
                .warnings = event.warnings,
                .erased = entry.erased});
}

void MemoryEventStore::scan(Position from, Position to, Visitor const& visit) const {
  from = std::max<Position>(from, 0);
  to = std::min(to, head().next);
  for (auto entries = page(from, to); !entries.empty(); entries = page(from, to)) {
    for (auto const& entry : entries) {
      if (!show(from++, *entry, visit)) return;
    }
  }
}

void MemoryEventStore::scan_dossier(DossierId const& dossier, Visitor const& visit) const {
  std::vector<Position> positions;
  Entries entries;
  {
    std::lock_guard const lock{mutex_};
    auto const known = dossiers_.find(dossier);
    if (known == dossiers_.end()) return;
    positions = known->second;
    for (auto const position : positions) entries.push_back(entries_[index_of(position)]);
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!show(positions[i], *entries[i], visit)) return;
  }
}

void MemoryEventStore::scan_leaves(Position from, Position to, LeafVisitor const& visit) const {
  from = std::max<Position>(from, 0);
  to = std::min(to, head().next);
  for (auto entries = page(from, to); !entries.empty(); entries = page(from, to)) {
    for (auto const& entry : entries) {
      bool const goes_on = visit({.position = from++,
                                  .envelope = entry->envelope,
                                  .blinding = entry->event.blinding,
                                  .erased = entry->erased});
      if (!goes_on) return;
    }
  }
}

std::optional<ProposalRecord> MemoryEventStore::find_proposal(std::string_view id) const {
  std::lock_guard const lock{mutex_};
  auto const known = proposals_.find(std::string{id});
  if (known == proposals_.end()) return std::nullopt;
  return known->second;
}

std::vector<Sha256> MemoryEventStore::tile(TileId id, unsigned width) const {
  std::lock_guard const lock{mutex_};
  auto const full = tiles_.find(id);
  auto const hashes = full == tiles_.end() ? builder_.partial(id) : std::span{full->second};
  if (hashes.size() < width) return {};
  return {hashes.begin(), hashes.begin() + width};
}

}  // namespace probant
