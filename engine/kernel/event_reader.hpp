// Stored events to recorded ones, the inner loop of every replay. Each type is decoded into an
// object of its own, again and again: what the last one of the type has allocated serves the next.
#pragma once

#include <map>

#include "engine/log/event_store.hpp"
#include "events/codec/decoder.hpp"

namespace probant {

/// What was corrected, by position of the corrected event, in the order the corrections were made.
using Corrections = std::map<Position, Some<transverse::FieldCorrection>>;

/// For one thread. The event returned holds until the next call; only what folding needs is filled
/// in: not the proposal's id nor the rulebook. An erased payload folds as an event without data.
class EventReader {
 public:
  /// Throws StoreError naming the position when the stored bytes cannot be read.
  RecordedEvent const& read(StoredEvent const& stored);
  RecordedEvent const& read_corrected(StoredEvent const& stored, Corrections const& corrections);

 private:
  RecordedEvent& decode(StoredEvent const& stored);

  Decoder decoder_;
  std::vector<RecordedEvent> events_ = std::vector<RecordedEvent>(event_type_count);
};

}  // namespace probant
