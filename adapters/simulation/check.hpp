// What must hold after any simulation, and of any log: money, explanations, replay, deadlines.
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/world.hpp"
#include "engine/log/event_store.hpp"

namespace probant::simulation {

/// A promise that does not hold. `promise` and `what` are French.
struct Violation {
  std::string promise;
  std::string where;  ///< a dossier, or a position
  std::string what;
};

/// `live` is the world as the engine left it, `at` the instant the figures and deadlines are asked
/// for. Replays the store once. Empty: everything holds.
std::vector<Violation> check(EventStore const& store, World const& live, Instant at);

}  // namespace probant::simulation
