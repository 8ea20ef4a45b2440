#include "engine/kernel/event_reader.hpp"

#include <utility>

#include "events/codec/patch.hpp"

namespace probant {
namespace {

EventBody empty_body(EventType type) {
  EventBody body;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((I == type ? void(body.emplace<I>()) : void()), ...);
  }
  (std::make_index_sequence<event_type_count>{});
  return body;
}

}  // namespace

RecordedEvent const& EventReader::read(StoredEvent const& stored) { return decode(stored); }

RecordedEvent const& EventReader::read_corrected(StoredEvent const& stored,
                                                 Corrections const& corrections) {
  auto const found = corrections.find(stored.position);
  auto& event = decode(stored);
  if (found == corrections.end() || stored.erased) return event;
  // Corrections were checked when they were recorded; one that no longer fits changes nothing.
  auto corrected = apply_corrections(event.event, found->second);
  if (auto* better = std::get_if<Event>(&corrected)) event.event = std::move(*better);
  return event;
}

RecordedEvent& EventReader::decode(StoredEvent const& stored) {
  auto& event = events_[stored.type];
  event.position = stored.position;
  event.dossier = stored.dossier;
  event.version = stored.version;
  event.occurred_at = stored.occurred_at;
  event.recorded_at = stored.recorded_at;
  event.actor = stored.actor;
  if (stored.erased) {
    event.event = Event{empty_body(stored.type), {}};
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
