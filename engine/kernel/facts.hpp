// Small facts that several procedures keep in their state.
#pragma once

#include <algorithm>
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

/// Something was asked for and never answered.
inline bool is_awaited(std::vector<Complement> const& complements) {
  return std::ranges::any_of(complements, [](Complement const& one) { return !one.received; });
}

/// Marks as received the last complement asked for by then, of those still awaited. Exchanges may
/// be written down in any order, each at its own day; the event folds even when none is awaited.
inline void receive_complement(std::vector<Complement>& complements, Happening const& received) {
  Complement* answered = nullptr;
  for (auto& one : complements) {
    bool const before = one.requested.occurred_at <= received.occurred_at;
    bool const later = !answered || answered->requested.occurred_at <= one.requested.occurred_at;
    if (!one.received && before && later) answered = &one;
  }
  if (answered) answered->received = received;
}

}  // namespace probant
