// Whether the answers kept under the ids of proposals are borne out by the events, of which the
// tree tells, and erasures were made whole. The hash of a proposal's body is the one thing about an
// answer that nothing in the log vouches for: changed, it makes a repetition look like a clash,
// which is refused; it cannot make anything be recorded twice.
#pragma once

#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/fault.hpp"

namespace probant::sqlite {

/// Reads everything, and adds what is wrong. A payload and its blinding are there together, or
/// neither is; a blinding has 32 bytes: see engine/log/envelope.hpp. So has the hash of a body.
void check_answers(Connection& connection, std::vector<Fault>& faults);

}  // namespace probant::sqlite
