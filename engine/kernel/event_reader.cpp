#include "engine/kernel/event_reader.hpp"

#include <utility>

#include "engine/log/erasures.hpp"
#include "engine/transverse/kept.hpp"
#include "events/codec/patch.hpp"

namespace probant {
RecordedEvent const& EventReader::read(StoredEvent const& stored) { return decode(stored); }

RecordedEvent const& EventReader::read_amended(StoredEvent const& stored,
                                               Amendments const& amendments) {
  if (auto const order = amendments.erasures.find(stored.position);
      order != amendments.erasures.end()) {
    auto& event = decode(emptied(stored));
    event.event.body = transverse::emptied_body(stored.type, order->second.kept);
    return event;
  }
  auto& event = decode(stored);
  if (stored.erased) return event;
  auto const found = amendments.corrections.find(stored.position);
  if (found == amendments.corrections.end()) return event;
  // Corrections were checked when they were recorded; one that no longer fits changes nothing.
  auto const& correction = found->second;
  auto corrected = apply_corrections(event.event, correction.fields);
  if (auto* better = std::get_if<Event>(&corrected)) {
    event.event = std::move(*better);
    set_computed(event.event, correction.recomputed, correction.explanation);
  }
  return event;
}

RecordedEvent& EventReader::decode(StoredEvent const& stored) {
  auto& made = events_[stored.type];
  if (!made) made = std::make_unique<RecordedEvent>();
  auto& event = *made;
  event.position = stored.position;
  event.dossier = stored.dossier;
  event.version = stored.version;
  event.occurred_at = stored.occurred_at;
  event.recorded_at = stored.recorded_at;
  event.actor = stored.actor;
  event.erased = stored.erased;
  if (stored.erased) {
    event.event = Event{transverse::emptied_body(stored.type, {}), {}};
    return event;
  }
  try {
    decoder_.decode_stored(stored.type, stored.schema, stored.payload, event.event);
  } catch (CodecError const& error) {
    throw StoreError("Position " + std::to_string(stored.position) +
                     " : l'événement enregistré ne se lit pas (" + error.what() +
                     "). Le journal est altéré ou vient d'une version plus récente.");
  }
  return event;
}

}  // namespace probant
