// What a caller is told of a proposal that concerns a dossier they may not read: that it is not
// theirs to make, and nothing of how the dossier stands: its version, its phase, what it awaits.
// The log keeps every reason, for those who may read them.
#pragma once

#include <cstdint>

#include "adapters/service/service.hpp"

namespace probant::service {

/// How far the caller sees a dossier: read, not there yet, or there and not theirs.
enum class Reach : std::uint8_t { shown, not_yet, hidden };

/// On the service's thread; a log that cannot be read hides nothing, since it answers nothing
/// either.
Reach reach(Call const& call, DossierId const& dossier);

/// The refusal without what tells of a dossier that is hidden or, when who proposes may not, of
/// those that a first act names (a recovery, what it is against); else as it is. Any thread.
Outcome veiled(Outcome outcome, Reach reach);

}  // namespace probant::service
