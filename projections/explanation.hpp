// An explanation tree as JSON, with the same fields as in stored events, and as a reader of today
// needs it: what was corrected says by which event.
#pragma once

#include <string>

#include "engine/kernel/replay.hpp"
#include "events/explanation.hpp"

namespace probant {

std::string explanation_json(Explanation const& node);

/// The tree, the label of each node whose value a correction made, or that sums up a corrected
/// event, naming that correction and its day; what a correction left as it was says nothing. The
/// tree stands under `bounds`.
Explanation with_corrections(Explanation tree, EventStore const& store, Bounds const& bounds);

}  // namespace probant
