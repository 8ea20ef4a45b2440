// Which of two acts came first in law: the one that took effect first, whenever they were written
// down; of two at the same instant, the one recorded first.
#pragma once

#include <tuple>

#include "engine/kernel/facts.hpp"

namespace probant {

inline bool precedes(Happening const& act, Happening const& other) {
  return std::tie(act.occurred_at, act.position) < std::tie(other.occurred_at, other.position);
}

/// An act as of the day that it tells of, when it was only written down later.
inline Happening placed_on(Date day, Happening act) {
  if (day < act.day()) act.occurred_at = start_of_paris_day(day);
  return act;
}

}  // namespace probant
