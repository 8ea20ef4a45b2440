#include "engine/kernel/replay.hpp"

#include <set>

namespace probant {
namespace {

bool is_correction(EventType type) {
  static auto const correction = *event_type(transverse::CorrectionRecorded::about.name);
  return type == correction;
}

Corrections corrections_of(EventStore const& store, DossierId const& id, Bounds const& bounds) {
  Corrections corrections;
  EventReader reader;
  store.scan_dossier(id, [&](StoredEvent const& stored) {
    if (bounds.known_at && stored.recorded_at > *bounds.known_at) return false;
    if (is_correction(stored.type) && !stored.erased) {
      auto const& event = reader.read(stored);
      auto const& correction = std::get<transverse::CorrectionRecorded>(event.event.body);
      auto& fields = corrections[correction.position];
      fields.insert(fields.end(), correction.corrections.begin(), correction.corrections.end());
    }
    return true;
  });
  return corrections;
}

}  // namespace

World replay(EventStore const& store, Bounds const& bounds, std::shared_ptr<Rulebook const> imposed,
             Observer const& observe) {
  World world{std::move(imposed)};
  EventReader reader;
  std::set<DossierId> corrected;
  store.scan(0, store.head().next, [&](StoredEvent const& stored) {
    if (bounds.known_at && stored.recorded_at > *bounds.known_at) return false;
    bool const correction = is_correction(stored.type);
    if (correction) corrected.insert(stored.dossier);
    if (!bounds.admits(stored.occurred_at, stored.recorded_at)) return true;
    auto const& event = reader.read(stored);
    if (observe) observe(event, stored, world);
    world.apply(event);
    return true;
  });
  for (auto const& id : corrected) world.replace(fold_with_corrections(store, id, bounds));
  return world;
}

Dossier fold_with_corrections(EventStore const& store, DossierId const& id, Bounds const& bounds) {
  auto const corrections = corrections_of(store, id, bounds);
  auto dossier = new_dossier(id);
  EventReader reader;
  store.scan_dossier(id, [&](StoredEvent const& stored) {
    if (bounds.known_at && stored.recorded_at > *bounds.known_at) return false;
    if (bounds.admits(stored.occurred_at, stored.recorded_at)) {
      fold(dossier, reader.read_corrected(stored, corrections));
    }
    return true;
  });
  return dossier;
}

std::optional<StoredFact> read_fact(EventStore const& store, Position position) {
  std::optional<StoredFact> fact;
  if (position < 0 || position >= store.head().next) return fact;
  DossierId dossier;
  store.scan(position, position + 1, [&](StoredEvent const& stored) {
    dossier = stored.dossier;
    return false;
  });
  auto const corrections = corrections_of(store, dossier, {});
  EventReader reader;
  store.scan(position, position + 1, [&](StoredEvent const& stored) {
    fact = StoredFact{dossier, reader.read_corrected(stored, corrections).event, stored.erased};
    return false;
  });
  return fact;
}

}  // namespace probant
