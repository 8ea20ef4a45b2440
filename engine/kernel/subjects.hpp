// What an event concerns: what its own data names, and what its dossier is about. So an event that
// names nobody ("project withdrawn") is still found under each participant.
#pragma once

#include "engine/kernel/world.hpp"
#include "events/codec/subjects.hpp"

namespace probant {

/// Sorted, without repetition. `dossier` is as it stands after the event.
std::vector<Subject> subjects_of(RecordedEvent const& event, Dossier const& dossier);

}  // namespace probant
