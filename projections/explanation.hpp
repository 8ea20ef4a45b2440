// An explanation tree as JSON, with the same fields as in stored events, and as a reader of today
// needs it: what was corrected says by which event.
#pragma once

#include <string>

#include "engine/kernel/world.hpp"
#include "engine/log/event_store.hpp"
#include "events/explanation.hpp"

namespace probant {

std::string explanation_json(Explanation const& node);

/// The tree, the label of each node that rests on a corrected event naming its last correction.
Explanation with_corrections(Explanation tree, World const& world, EventStore const& store);

}  // namespace probant
