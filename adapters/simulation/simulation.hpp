// A whole national programme, 2026 to 2028, played on real establishments through the engine: every
// act is proposed as any caller's would be, right or wrong, and the engine judges it. The engine
// must work on a simulation store, with the clock of the proposals. Same list, seed and scale: same
// events, whatever `until` cuts off; so the log until an earlier day is the beginning of this one.
#pragma once

#include "adapters/simulation/establishments.hpp"
#include "adapters/simulation/stage.hpp"

namespace probant::simulation {

struct Plan {
  std::uint64_t seed = 1;
  Instant until;  ///< nothing is proposed later
  int scale = 1;
};

/// Errors: StoreError when the store fails, std::length_error when the scale needs more numbers
/// than there are.
Tally simulate(Engine& engine, Establishments const& establishments, Plan const& plan,
               OnDay const& on_day = {});

/// The first instant at which something happens: for progress.
Instant beginning();

}  // namespace probant::simulation
