// Small facts that several procedures keep in their state.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "events/envelope.hpp"

namespace probant {

/// For what may be bounded by a position of the log, and is not.
inline constexpr Position no_bound = std::numeric_limits<Position>::max();

/// That something happened: the event it comes from and when it took effect, so that every figure
/// and every date can name its origin.
struct Happening {
  Position position = 0;
  Instant occurred_at;

  static Happening of(RecordedEvent const& event) { return {event.position, event.occurred_at}; }
  Date day() const { return paris_day(occurred_at); }
  bool operator==(Happening const&) const = default;
};

/// A complement asked for, and its receipt once there is one.
struct Complement {
  Happening requested;
  Date due_on;
  std::optional<Happening> received;
  bool operator==(Complement const&) const = default;
};

/// Marks the oldest complement still awaited as received; the event folds even when there is none.
inline void receive_complement(std::vector<Complement>& complements, RecordedEvent const& event) {
  for (auto& complement : complements) {
    if (complement.received) continue;
    complement.received = Happening::of(event);
    return;
  }
}

}  // namespace probant
