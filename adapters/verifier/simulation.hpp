// Simulations: the log of a trial store is signed, from its first event, by a key that is nobody's
// secret. Whatever is under that key, or under one it handed over to, proves nothing about the
// world.
#pragma once

#include "adapters/verifier/rotations.hpp"

namespace probant::verifier {

/// Whether it is that key, or one that a checkpoint signed by that key leads to.
bool is_of_simulation(VerifierKey const& key, std::vector<Handover> const& handovers);

}  // namespace probant::verifier
