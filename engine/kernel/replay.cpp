#include "engine/kernel/replay.hpp"

#include <set>

namespace probant {
namespace {

bool is_correction(EventType type) {
  static auto const correction = *event_type(transverse::CorrectionRecorded::about.name);
  return type == correction;
}

bool is_erasure(EventType type) {
  static auto const erasure = *event_type(transverse::PayloadErased::about.name);
  return type == erasure;
}

Amendments read_amendments(EventStore const& store, DossierId const& id, Bounds const& bounds,
                           EventReader& reader) {
  Amendments amendments;
  store.scan_dossier(id, [&](StoredEvent const& stored) {
    if (stored.erased) return true;
    bool const known = !bounds.known_at || stored.recorded_at <= *bounds.known_at;
    if (known && is_correction(stored.type)) {
      auto const& event = reader.read(stored);
      auto const& correction = std::get<transverse::CorrectionRecorded>(event.event.body);
      auto& fields = amendments.corrections[correction.position];
      fields.insert(fields.end(), correction.corrections.begin(), correction.corrections.end());
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
    if (bounds.known_at && stored.recorded_at > *bounds.known_at) return false;
    if (!amendments && (stored.erased || is_correction(stored.type))) return whole = false;
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

}  // namespace

Amendments amendments_of(EventStore const& store, DossierId const& id, Bounds const& bounds) {
  EventReader reader;
  return read_amendments(store, id, bounds, reader);
}

World replay(EventStore const& store, Bounds const& bounds, std::shared_ptr<Rulebook const> imposed,
             Observer const& observe) {
  World world{std::move(imposed)};
  EventReader reader;
  std::set<DossierId> amended;
  std::map<DossierId, Amendments> erased;
  auto const erasures_in = [&](DossierId const& id) -> Amendments const& {
    auto const [place, fresh] = erased.try_emplace(id);
    if (fresh) place->second = amendments_of(store, id, bounds);
    return place->second;
  };
  store.scan(0, store.head().next, [&](StoredEvent const& stored) {
    if (bounds.known_at && stored.recorded_at > *bounds.known_at) return false;
    if (is_correction(stored.type)) amended.insert(stored.dossier);
    if (!bounds.admits(stored.occurred_at, stored.recorded_at)) return true;
    auto const& event = stored.erased ? reader.read_amended(stored, erasures_in(stored.dossier))
                                      : reader.read(stored);
    if (observe) observe(event, stored, world);
    world.apply(event);
    return true;
  });
  for (auto const& id : amended) {
    if (world.find(id)) world.replace(fold_amended(store, id, bounds));
  }
  return world;
}

Dossier fold_amended(EventStore const& store, DossierId const& id, Bounds const& bounds) {
  EventReader reader;
  if (auto dossier = fold_dossier(store, id, bounds, nullptr, reader)) return *std::move(dossier);
  auto const amendments = read_amendments(store, id, bounds, reader);
  return *fold_dossier(store, id, bounds, &amendments, reader);
}

std::optional<StoredFact> read_fact(EventStore const& store, Position position) {
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
    fact =
        StoredFact{dossier,
                   reader.read_amended(stored, amendments).event,
                   stored.erased,
                   stored.actor,
                   stored.occurred_at,
                   stored.recorded_at,
                   [&store, dossier, position] { return fold_before(store, dossier, position); }};
    return false;
  });
  return fact;
}

}  // namespace probant
