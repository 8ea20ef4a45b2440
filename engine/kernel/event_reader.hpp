// Stored events to recorded ones, decoded one after the other into the same object: the inner loop
// of every replay.
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
  void set_envelope(StoredEvent const& stored);
  void decode(StoredEvent const& stored, std::string_view payload);

  Decoder decoder_;
  RecordedEvent event_;
};

}  // namespace probant
