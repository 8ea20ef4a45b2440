// Whether a log goes on from what was signed of it.
#pragma once

#include <string>

#include "engine/log/checkpoint.hpp"
#include "engine/log/proofs.hpp"

namespace probant {

/// Empty when `store` holds the log of `checkpoint` as its beginning; else, in French, what does
/// not fit: events are missing, or were changed. Reads a few tiles, not the log.
std::string conflict_with(EventStore const& store, Checkpoint const& checkpoint);
/// The same of the log that `tree` is the whole tree of.
std::string conflict_with(Tree& tree, Checkpoint const& checkpoint);

}  // namespace probant
