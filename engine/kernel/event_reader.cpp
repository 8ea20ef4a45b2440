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

RecordedEvent const& EventReader::read(StoredEvent const& stored) {
  set_envelope(stored);
  decode(stored, stored.payload);
  return event_;
}

RecordedEvent const& EventReader::read_corrected(StoredEvent const& stored,
                                                 Corrections const& corrections) {
  auto const found = corrections.find(stored.position);
  if (found == corrections.end() || stored.erased) return read(stored);
  read(stored);
  // Corrections were checked when they were recorded; one that no longer fits changes nothing.
  auto corrected = apply_corrections(event_.event, found->second);
  if (auto* event = std::get_if<Event>(&corrected)) event_.event = std::move(*event);
  return event_;
}

void EventReader::set_envelope(StoredEvent const& stored) {
  event_.position = stored.position;
  event_.dossier = stored.dossier;
  event_.version = stored.version;
  event_.occurred_at = stored.occurred_at;
  event_.recorded_at = stored.recorded_at;
  event_.actor = stored.actor;
}

void EventReader::decode(StoredEvent const& stored, std::string_view payload) {
  if (stored.erased) {
    event_.event = Event{empty_body(stored.type), {}};
    return;
  }
  try {
    decoder_.decode_stored(stored.type, stored.schema, payload, event_.event);
  } catch (CodecError const& error) {
    throw StoreError("Position " + std::to_string(stored.position) +
                     " : l'événement enregistré ne se lit pas (" + error.what() +
                     "). Le journal est altéré ou vient d'une version plus récente.");
  }
}

}  // namespace probant
