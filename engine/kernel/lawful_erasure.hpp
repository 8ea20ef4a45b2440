// Whether an erasure was lawful, as the log itself tells: by two people, or along with something
// else, or again at a restoration. The engine orders no other; whoever inserts an order into the
// database leaves one that is none of these, even once a later act has signed it.
#pragma once

#include <string>

#include "engine/log/check.hpp"

namespace probant {

/// Why the erasure that the event at `order` orders is not lawful, in French; empty when it is.
/// Throws StoreError when the log cannot be read.
std::string why_unlawful(EventStore const& store, Position order);

/// To a good `log` adds the first position erased unlawfully, if there is one.
void judge_erasures(EventStore const& store, LogCheck& log);

}  // namespace probant
