// The decision history of one dossier: each event with who, when, what it changed and on what legal
// basis, as a fold that watches the phase before and after.
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/procedure.hpp"
#include "engine/kernel/replay.hpp"
#include "projections/came_by.hpp"

namespace probant {

/// A track whose phase an event changed. Labels are French; `before` is empty for a track that the
/// event began.
struct TrackChange {
  std::string track;
  std::string before;
  std::string after;
  std::string label_before;
  std::string label_after;
};

/// Who ordered an erasure, when and on what ground, told even when the question looks at a time
/// before it: what is gone cannot be shown.
struct ErasureNote {
  Position position = 0;  ///< of the event that orders it
  Instant recorded_at;
  std::string legal_basis;
  std::string unlawful{};  ///< why it was not lawful: the log is altered
};

/// What a later event says of this one: the fields it corrects and those computed anew for it.
struct CorrectionNote {
  Position position = 0;  ///< of the event that corrects
  Instant recorded_at;
  std::string grounds;
  std::vector<transverse::FieldCorrection> fields;
};

/// `data` and `warnings` are the stored JSON, as recorded whatever was corrected since; `data` is
/// empty when the payload was erased.
struct HistoryItem {
  Position position = 0;
  Version version = 0;
  EventType type = 0;
  Instant occurred_at;
  Instant recorded_at;
  Actor actor;
  std::optional<CameBy> came_by;  ///< of what Convergence brought
  std::string proposal_id;
  std::string rulebook;
  std::string data;
  std::string warnings;
  bool erased = false;
  std::optional<ErasureNote> erasure;       ///< absent when nothing in the log orders it
  std::vector<CorrectionNote> corrections;  ///< known within the bounds
  std::string phase_before;
  std::string phase_after;
  std::string label_before;  ///< of the phase, French
  std::string label_after;
  std::string_view legal_basis;  ///< of the catalogue, which outlives every item
  std::vector<TrackChange> changes;
  std::string moved_key;            ///< of the calendar, by an act that moves a date; else empty
  std::optional<Date> former_date;  ///< the closing day it moved, see `add_former_dates`
};

/// In order of position. Empty for a dossier not known within the bounds.
std::vector<HistoryItem> history(EventStore const& store, DossierId const& dossier,
                                 Bounds const& bounds);

/// Beside each closing day that was moved, the one in force for the dossier before: it rests on the
/// rules and the calendar as well, which `world` has within the bounds of the history.
void add_former_dates(std::vector<HistoryItem>& items, DossierId const& dossier,
                      World const& world);

std::string to_json(HistoryItem const& item);
/// `[{"field":…,"was":…,"becomes":…}]`
std::string to_json(std::vector<transverse::FieldCorrection> const& fields);

}  // namespace probant
