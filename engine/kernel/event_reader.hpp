// Stored events to recorded ones, the inner loop of every replay. Each type is decoded into an
// object of its own, again and again: what the last one of the type has allocated serves the next.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/log/event_store.hpp"
#include "events/codec/decoder.hpp"

namespace probant {

/// By whom, when and why a content was erased, and what of it stays.
struct ErasureOrder {
  Position position = 0;  ///< of the event that orders it
  Instant recorded_at;
  std::string legal_basis;
  transverse::KeptFacts kept;
};

/// All corrections of one event, in the order they were made, and what was computed anew for them.
struct Correction {
  Some<transverse::FieldCorrection> fields;
  std::vector<transverse::FieldCorrection> recomputed;
  std::optional<Explanation> explanation;  ///< the last one
};

/// What later events of a dossier say of earlier ones, by position of the earlier one.
struct Amendments {
  std::map<Position, Correction> corrections;
  std::map<Position, ErasureOrder> erasures;
};

/// For one thread. The event returned holds until the next call; only what folding needs is filled
/// in: not the proposal's id nor the rulebook. An erased payload folds as an event of its type with
/// what was kept of it, nothing else.
class EventReader {
 public:
  /// Throws StoreError naming the position when the stored bytes cannot be read.
  RecordedEvent const& read(StoredEvent const& stored);
  RecordedEvent const& read_amended(StoredEvent const& stored, Amendments const& amendments);

 private:
  RecordedEvent& decode(StoredEvent const& stored);

  Decoder decoder_;
  // Each made when the first event of its type is read: most readers see few of them.
  std::array<std::unique_ptr<RecordedEvent>, event_type_count> events_;
};

}  // namespace probant
