// The events of an export, as its files tell them: the line of leaves.jsonl, the CloudEvent of
// events.jsonl, the entries; and what the rest of the export needs to know of them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/log/event_store.hpp"

namespace probant {

/// That a payload was lawfully erased: when, by which event, on what basis.
struct Erasure {
  Position order = 0;
  Instant occurred_at;
  std::string legal_basis;
};

/// One exported event, as text; each line with its line feed.
struct ExportRow {
  Position position = 0;
  std::string envelope;
  std::string leaf_line;
  std::string event_line;
};

/// What the rows together say.
struct RowFacts {
  std::int64_t events = 0;
  std::vector<Position> erased;                  ///< without payload, in order
  std::map<Position, Erasure> orders;            ///< by the position they erase
  std::map<std::string, std::string> rulebooks;  ///< named by a row → content; empty: not adopted
};

/// Positions that an export of `dossier` holds: its events, and the adoption of each rulebook that
/// one of them names. In order.
std::vector<Position> positions_of(EventStore const& store, DossierId const& dossier);

/// Reads rows [from, to) in order. `origin` is the source of the CloudEvents.
void read_rows(EventStore const& store, std::string_view origin, Position from, Position to,
               RowFacts& facts, std::function<void(ExportRow const&)> const& visit);

}  // namespace probant
