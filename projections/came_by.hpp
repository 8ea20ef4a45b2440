// How an act that Convergence brought came into the log: its receipt, and who applied what had
// waited. The act itself names the platform, whoever vouched for it or put it right. Tells nothing
// of any other update.
#pragma once

#include <optional>
#include <string>

#include "engine/log/event_store.hpp"

namespace probant {

struct CameBy {
  Position position = 0;            ///< of the receipt
  Actor received_from;              ///< the platform, or who handed in a file
  std::optional<bool> is_signed{};  ///< unknown once the receipt is erased
  /// What was said of when it happened, when it took effect before: that was ahead of our clock.
  std::optional<Instant> happened_at{};
  /// The update had waited: who applied it.
  std::optional<Actor> resolved_by{};
  Position resolved_position = 0;
  bool altered = false;  ///< applied with other data than those received
};

/// Nothing for an act that did not come from Convergence. Throws StoreError.
std::optional<CameBy> came_by(EventStore const& store, StoredEvent const& act);

/// `{"position","received_from","signed"}`, of an erased receipt "erased" instead of "signed"; of
/// one dated ahead of the clock "happened_at"; of one that had waited "resolved_by",
/// "resolved_position", and "altered" when it is.
std::string to_json(CameBy const& how);
/// French, one line.
std::string in_words(CameBy const& how);

}  // namespace probant
