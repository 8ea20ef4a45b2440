#include "engine/kernel/replay.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/log/check.hpp"
#include "engine/log/read_ahead.hpp"

namespace probant {
namespace {

bool is_correction(EventType type) {
  auto const correction = type_of<transverse::CorrectionRecorded>();
  return type == correction;
}

bool is_erasure(EventType type) {
  auto const erasure = type_of<transverse::PayloadErased>();
  return type == erasure;
}

void add(Correction& all, transverse::CorrectionRecorded const& one) {
  all.fields.insert(all.fields.end(), one.corrections.begin(), one.corrections.end());
  if (one.recomputed) {
    all.recomputed.insert(all.recomputed.end(), one.recomputed->begin(), one.recomputed->end());
  }
  if (one.explanation) all.explanation = one.explanation;
}

Amendments read_amendments(EventStore const& store, DossierId const& id, Bounds const& bounds,
                           EventReader& reader) {
  Amendments amendments;
  store.scan_dossier(id, [&](StoredEvent const& stored) {
    if (stored.erased) return true;
    bool const known = stored.position < bounds.before &&
                       (!bounds.known_at || stored.recorded_at <= *bounds.known_at);
    if (known && is_correction(stored.type)) {
      auto const& event = reader.read(stored);
      auto const& correction = std::get<transverse::CorrectionRecorded>(event.event.body);
      add(amendments.corrections[correction.position], correction);
    } else if (is_erasure(stored.type)) {
      auto const& event = reader.read(stored);
      auto const& erasure = std::get<transverse::PayloadErased>(event.event.body);
      amendments.erasures[erasure.position] = {stored.position, stored.recorded_at,
                                               erasure.legal_basis.value,
                                               erasure.kept.value_or(transverse::KeptFacts{})};
    }
    return true;
  });
  return amendments;
}

/// Without amendments: nothing when the dossier has some, so that it is to be folded with them.
std::optional<Dossier> fold_dossier(EventStore const& store, DossierId const& id,
                                    Bounds const& bounds, Amendments const* amendments,
                                    EventReader& reader) {
  static Amendments const none;
  auto dossier = new_dossier(id);
  bool whole = true;
  store.scan_dossier(id, [&](StoredEvent const& stored) {
    if (stored.position >= bounds.before) return false;
    if (bounds.known_at && stored.recorded_at > *bounds.known_at) return false;
    bool const amends = is_correction(stored.type) || is_erasure(stored.type);
    if (!amendments && (stored.erased || amends)) return whole = false;
    if (bounds.admits(stored.occurred_at, stored.recorded_at)) {
      fold(dossier, reader.read_amended(stored, amendments ? *amendments : none));
    }
    return true;
  });
  if (!whole) return std::nullopt;
  return dossier;
}

/// With all that is known today of what came before `position`.
Dossier fold_before(EventStore const& store, DossierId const& id, Position position) {
  EventReader reader;
  auto const amendments = read_amendments(store, id, {}, reader);
  auto dossier = new_dossier(id);
  store.scan_dossier(id, [&](StoredEvent const& stored) {
    if (stored.position >= position) return false;
    fold(dossier, reader.read_amended(stored, amendments));
    return true;
  });
  return dossier;
}

/// With all that is known today, and another event in the place of the one at `position`.
Dossier fold_with(EventStore const& store, DossierId const& id, Position position,
                  Event const& event) {
  EventReader reader;
  auto const amendments = read_amendments(store, id, {}, reader);
  auto dossier = new_dossier(id);
  store.scan_dossier(id, [&](StoredEvent const& stored) {
    auto const& recorded = reader.read_amended(stored, amendments);
    if (stored.position != position) {
      fold(dossier, recorded);
    } else {
      auto other = recorded;
      other.event = event;
      fold(dossier, other);
    }
    return true;
  });
  return dossier;
}

}  // namespace

Amendments amendments_of(EventStore const& store, DossierId const& id, Bounds const& bounds) {
  EventReader reader;
  return read_amendments(store, id, bounds, reader);
}

namespace {

/// What happens to each event on its way into a world, and to its dossier when it was amended.
class Folding {
 public:
  Folding(EventStore const& store, Bounds const& bounds, World& world)
      : store_(store), bounds_(bounds), world_(world) {}

  /// False: nothing after it is within the bounds.
  bool take(StoredEvent const& stored, Observer const& observe) {
    if (bounds_.known_at && stored.recorded_at > *bounds_.known_at) return false;
    if (is_erasure(stored.type)) note_order(stored);
    if (stored.erased) emptied_.insert(stored.position);
    if (bounds_.admits(stored.occurred_at, stored.recorded_at)) {
      auto const& event = stored.erased ? reader_.read_amended(stored, erasures_in(stored.dossier))
                                        : reader_.read(stored);
      if (observe) observe(event, stored, world_);
      world_.apply(event);
    }
    if (is_correction(stored.type) && world_.find(stored.dossier)) correct(stored);
    return true;
  }
  /// What was folded before this began is forgotten too; what comes in is already read without.
  void forget_erased() { fold_again(ordered_); }
  /// What came in with a content that somebody put back is read without it as well.
  void forget_put_back() { fold_again(put_back_); }

 private:
  void fold_again(std::set<DossierId> const& dossiers) {
    for (auto const& id : dossiers) {
      if (world_.find(id)) world_.replace(fold_amended(store_, id, bounds_));
    }
  }

  /// From its own position on, so that every later act finds what was known then.
  void correct(StoredEvent const& correction) {
    auto until = bounds_;
    until.before = correction.position + 1;
    world_.replace(fold_amended(store_, correction.dossier, until));
  }
  /// Of an event that was folded with its payload, which somebody put back: to be folded again.
  void note_order(StoredEvent const& stored) {
    ordered_.insert(stored.dossier);
    if (stored.erased) return;
    auto const& order = std::get<transverse::PayloadErased>(reader_.read(stored).event.body);
    if (!emptied_.contains(order.position)) put_back_.insert(stored.dossier);
  }

  Amendments const& erasures_in(DossierId const& id) {
    auto const [place, fresh] = erased_.try_emplace(id);
    if (fresh) place->second = amendments_of(store_, id, bounds_);
    return place->second;
  }

  EventStore const& store_;
  Bounds const& bounds_;
  World& world_;
  EventReader reader_;
  std::set<DossierId> ordered_;   ///< to be erased from
  std::set<Position> emptied_;    ///< events without their payloads
  std::set<DossierId> put_back_;  ///< ordered to be erased from, and not without all of it
  std::map<DossierId, Amendments> erased_;
};

}  // namespace

World replay(EventStore const& store, Bounds const& bounds, std::shared_ptr<Rulebook const> imposed,
             Observer const& observe) {
  World world{std::move(imposed)};
  auto whole = bounds;
  whole.before = std::min(bounds.before, store.head().next);
  Folding folding{store, whole, world};
  scan_ahead(store, 0, whole.before,
             [&](StoredEvent const& stored) { return folding.take(stored, observe); });
  folding.forget_put_back();
  return world;
}

void catch_up(World& world, EventStore const& store) {
  auto const from = world.next_position();
  Bounds bounds;
  bounds.before = store.head().next;
  if (from >= bounds.before) return;
  Folding folding{store, bounds, world};
  store.scan(from, bounds.before,
             [&](StoredEvent const& stored) { return folding.take(stored, {}); });
  folding.forget_erased();
}

Dossier fold_amended(EventStore const& store, DossierId const& id, Bounds const& bounds) {
  EventReader reader;
  if (auto dossier = fold_dossier(store, id, bounds, nullptr, reader)) return *std::move(dossier);
  auto const amendments = read_amendments(store, id, bounds, reader);
  return *fold_dossier(store, id, bounds, &amendments, reader);
}

std::optional<StoredFact> read_fact(EventStore const& store, Position position) {
  ensure_unaltered(store, position);
  std::optional<StoredFact> fact;
  if (position < 0 || position >= store.head().next) return fact;
  DossierId dossier;
  store.scan(position, position + 1, [&](StoredEvent const& stored) {
    dossier = stored.dossier;
    return false;
  });
  EventReader reader;
  auto const amendments = read_amendments(store, dossier, {}, reader);
  store.scan(position, position + 1, [&](StoredEvent const& stored) {
    auto const& read = reader.read_amended(stored, amendments);
    fact = StoredFact{dossier,
                      read.event,
                      read.erased,
                      stored.actor,
                      stored.occurred_at,
                      stored.recorded_at,
                      [&store, dossier, position] { return fold_before(store, dossier, position); },
                      [&store, dossier, position](Event const& event) {
                        return fold_with(store, dossier, position, event);
                      }};
    return false;
  });
  return fact;
}

}  // namespace probant
