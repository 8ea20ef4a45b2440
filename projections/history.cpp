#include "projections/history.hpp"

#include <algorithm>

#include "engine/kernel/lawful_erasure.hpp"
#include "engine/kernel/legal_basis.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/log/erasures.hpp"
#include "events/codec/json_out.hpp"
#include "projections/json_object.hpp"

namespace probant {
namespace {

PhaseView phase_of(Dossier const& dossier) {
  auto view = std::visit([](auto const& state) { return phase_view(state); }, dossier.state);
  view.tracks.push_back({"legal_hold", std::string{name_of(dossier.transverse.hold)},
                         std::string{label_of(dossier.transverse.hold)}});
  return view;
}

std::vector<TrackChange> changes_between(PhaseView const& before, PhaseView const& after) {
  std::vector<TrackChange> changes;
  for (auto const& track : after.tracks) {
    auto const old = std::ranges::find(before.tracks, track.track, &PhaseView::TrackPhase::track);
    if (old == before.tracks.end()) {
      if (track.phase != "none") changes.push_back({track.track, "", track.phase, "", track.label});
    } else if (old->phase != track.phase) {
      changes.push_back({track.track, old->phase, track.phase, old->label, track.label});
    }
  }
  return changes;
}

HistoryItem item_of(StoredEvent const& stored) {
  HistoryItem item;
  item.position = stored.position;
  item.version = stored.version;
  item.type = stored.type;
  item.occurred_at = stored.occurred_at;
  item.recorded_at = stored.recorded_at;
  item.actor = stored.actor;
  item.proposal_id = stored.proposal_id;
  item.rulebook = stored.rulebook;
  item.data = stored.payload;
  item.warnings = stored.warnings;
  item.erased = stored.erased;
  return item;
}

CorrectionNote note_of(RecordedEvent const& event) {
  auto const& correction = std::get<transverse::CorrectionRecorded>(event.event.body);
  CorrectionNote note{event.position, event.recorded_at, correction.grounds.value, {}};
  note.fields.assign(correction.corrections.begin(), correction.corrections.end());
  if (auto const& computed = correction.recomputed) {
    note.fields.insert(note.fields.end(), computed->begin(), computed->end());
  }
  return note;
}

/// Known by then: a correction counts from that moment, whatever `valid_at` says.
bool is_known_correction(StoredEvent const& stored, Bounds const& bounds) {
  auto const correction = type_of<transverse::CorrectionRecorded>();
  return stored.type == correction && stored.position < bounds.before &&
         (!bounds.known_at || stored.recorded_at <= *bounds.known_at);
}

/// Hangs each correction on the item it corrects.
void mark_corrected(std::vector<HistoryItem>& items, RecordedEvent const& event) {
  auto const* correction = std::get_if<transverse::CorrectionRecorded>(&event.event.body);
  if (!correction || event.erased) return;
  auto const item = std::ranges::find(items, correction->position.value, &HistoryItem::position);
  if (item != items.end()) item->corrections.push_back(note_of(event));
}

std::string moved_key(EventBody const& body) {
  return std::visit(Overload{[](transverse::ExtensionGranted const& e) { return e.key.value; },
                             [](programme::DateSet const& e) { return e.key.value; },
                             [](programme::WindowOpened const& e) { return e.key.value; },
                             [](auto const&) { return std::string{}; }},
                    body);
}

std::string scalar_json(Scalar const& scalar) {
  std::string text;
  if (auto const* words = std::get_if<std::string>(&scalar.value)) {
    append_json_string(text, *words);
  } else if (auto const* number = std::get_if<std::int64_t>(&scalar.value)) {
    text = std::to_string(*number);
  } else if (auto const* truth = std::get_if<bool>(&scalar.value)) {
    text = *truth ? "true" : "false";
  }
  return text.empty() ? "null" : text;
}

std::string note_json(CorrectionNote const& note) {
  return JsonObject{}
      .number("position", note.position)
      .text("recorded_at", note.recorded_at.text())
      .text("grounds", note.grounds)
      .raw("fields", to_json(note.fields))
      .json();
}

}  // namespace

std::vector<HistoryItem> history(EventStore const& store, DossierId const& id,
                                 Bounds const& bounds) {
  std::vector<HistoryItem> items;
  auto dossier = new_dossier(id);
  Amendments erased_only;
  erased_only.erasures = amendments_of(store, id, bounds).erasures;
  EventReader reader;
  store.scan_dossier(id, [&](StoredEvent const& kept) {
    auto const order = erased_only.erasures.find(kept.position);
    bool const ordered = order != erased_only.erasures.end();
    auto const stored = ordered ? emptied(kept) : kept;
    if (is_known_correction(stored, bounds)) {
      mark_corrected(items, reader.read_amended(stored, erased_only));
    }
    if (!bounds.admits(stored.occurred_at, stored.recorded_at)) return true;
    auto item = item_of(stored);
    if (ordered) {
      auto const& by = order->second;
      item.erasure = {by.position, by.recorded_at, by.legal_basis,
                      why_unlawful(store, by.position)};
    }
    auto const before = phase_of(dossier);
    auto const& event = reader.read_amended(stored, erased_only);
    fold(dossier, event);
    auto const after = phase_of(dossier);
    item.legal_basis = legal_basis(catalogue[item.type], &dossier);
    item.phase_before = before.phase;
    item.phase_after = after.phase;
    item.label_before = before.label;
    item.label_after = after.label;
    item.changes = changes_between(before, after);
    item.came_by = came_by(store, stored);
    if (!event.erased) item.moved_key = moved_key(event.event.body);
    items.push_back(std::move(item));
    return true;
  });
  return items;
}

void add_former_dates(std::vector<HistoryItem>& items, DossierId const& dossier,
                      World const& world) {
  for (auto& item : items) {
    if (item.moved_key.empty()) continue;
    auto const closing = [&](Position known_before) {
      View const view{world, dossier, item.occurred_at, known_before};
      return view.window(item.moved_key).closes_on;
    };
    auto const former = closing(item.position);
    if (former != closing(item.position + 1)) item.former_date = former;
  }
}

std::string to_json(std::vector<transverse::FieldCorrection> const& fields) {
  return json_array(fields, [](transverse::FieldCorrection const& one) {
    return JsonObject{}
        .text("field", one.path.value)
        .raw("was", scalar_json(one.was))
        .raw("becomes", scalar_json(one.becomes))
        .json();
  });
}

std::string to_json(HistoryItem const& item) {
  auto const& about = catalogue[item.type];
  JsonObject object;
  object.number("position", item.position)
      .number("version", item.version)
      .text("type", about.name)
      .text("label", about.label)
      .text("occurred_at", item.occurred_at.text())
      .text("recorded_at", item.recorded_at.text())
      .raw("actor", to_canonical_json(item.actor));
  if (item.came_by) object.raw("came_by", to_json(*item.came_by));
  object.raw("data", item.erased ? "null" : item.data)
      .text("phase_before", item.phase_before)
      .text("phase_after", item.phase_after)
      .raw("changes", json_array(item.changes,
                                 [](TrackChange const& change) {
                                   return JsonObject{}
                                       .text("track", change.track)
                                       .text("before", change.before)
                                       .text("after", change.after)
                                       .json();
                                 }))
      .text("legal_basis", item.legal_basis)
      .text("rulebook", item.rulebook)
      .text("proposal", item.proposal_id);
  if (item.former_date) object.text("former_date", item.former_date->text());
  if (!item.warnings.empty()) object.raw("warnings", item.warnings);
  if (!item.corrections.empty()) {
    object.raw("corrections", json_array(item.corrections, note_json));
  }
  if (item.erased) object.flag(item.erasure ? "erased" : "missing", true);
  if (auto const& erasure = item.erasure) {
    JsonObject note;
    note.number("position", erasure->position)
        .text("recorded_at", erasure->recorded_at.text())
        .text("legal_basis", erasure->legal_basis);
    if (!erasure->unlawful.empty()) note.text("unlawful", erasure->unlawful);
    object.raw("erasure", note.json());
  }
  return object.json();
}

}  // namespace probant
