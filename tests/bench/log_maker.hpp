// A log to measure on: beneficiaries that each go through register, candidacy and funding in twenty
// events of several types, interleaved as they would come.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/log/event_store.hpp"

namespace probant::bench {

/// The twenty proposals of one beneficiary, in order. `number`: which one, from 0.
std::vector<Proposal> beneficiary(std::int64_t number);

/// Appends `events` events (rounded to whole beneficiaries) without deciding them.
void fill(EventStore& store, std::int64_t events);

/// The dossier that most of a beneficiary's events are in.
DossierId funding_dossier(std::int64_t number);

}  // namespace probant::bench
