// What is known of one number of the Convergence platform: how far its updates were applied, and
// which of them wait for a person. Bodies stay in the log; here are positions alone.
#pragma once

#include <map>
#include <optional>

#include "engine/kernel/facts.hpp"
#include "events/families/convergence.hpp"

namespace probant {

/// `concerns`: the dossier that the last update named. `lead`: of the project that a kept update
/// would file.
struct ConvergenceState {
  std::optional<DossierId> concerns;
  std::optional<Pmsi> lead;
  std::optional<std::int64_t> applied_sequence;  ///< the highest of an update that was applied
  std::map<Position, std::int64_t> kept;         ///< receipts to resolve, with their sequence
  std::int64_t received = 0;
  std::int64_t dismissed = 0;

  bool is_out_of_order(std::int64_t sequence) const {
    return applied_sequence && sequence <= *applied_sequence;
  }
  bool operator==(ConvergenceState const&) const = default;
};

void evolve(ConvergenceState& state, RecordedEvent const& event);

/// As `Engine` records it in a receipt.
transverse::RefusalReason out_of_order_reason(ConvergenceState const& state, std::int64_t sequence);

}  // namespace probant
