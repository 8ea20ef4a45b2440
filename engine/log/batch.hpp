// What every store asks of a batch before it writes any of it, whatever it writes to.
#pragma once

#include "engine/log/event_store.hpp"

namespace probant {

/// Throws std::logic_error when the batch contradicts itself or goes back before `head`.
void ensure_consistent(AppendBatch const& batch, Head const& head);

/// A position a batch speaks of, once the batch stands at `next` (see AppendCondition).
inline Position moved(Position position, AppendCondition const& condition, Position next) {
  bool const own = position > condition.read_up_to;
  return own ? position + next - (condition.read_up_to + 1) : position;
}

}  // namespace probant
