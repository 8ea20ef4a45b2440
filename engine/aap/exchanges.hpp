// The complements of a project by what is examined: the project itself, then its proofs.
#pragma once

#include <algorithm>
#include <iterator>
#include <vector>

#include "engine/aap/state.hpp"

namespace probant {

/// Whether an act is of the examination of the proofs, or of that of the project.
inline bool is_about_proofs(AapState const& state, Instant at) {
  return state.proofs && at >= state.proofs->occurred_at;
}

/// Asked for in one examination or the other, in the order of the acts.
inline std::vector<Complement> complements_of(AapState const& state, bool about_proofs) {
  std::vector<Complement> found;
  std::ranges::copy_if(state.complements, std::back_inserter(found), [&](Complement const& one) {
    return is_about_proofs(state, one.requested.occurred_at) == about_proofs;
  });
  return found;
}

}  // namespace probant
