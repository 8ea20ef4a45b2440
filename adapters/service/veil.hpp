// What a caller is told of a proposal that concerns a dossier they may not read: that it is not
// theirs to make, and nothing of how the dossier stands: its version, its phase, what it awaits.
// The log keeps every reason, for those who may read them.
#pragma once

#include "adapters/service/service.hpp"

namespace probant::service {

/// Whether the dossier exists and its caller may not read it. On the service's thread; a log that
/// cannot be read hides nothing, since it answers nothing either.
bool hidden(Call const& call, DossierId const& dossier);

/// The refusal without what tells of the dossier; anything else as it is. Any thread.
Outcome veiled(Outcome outcome);

}  // namespace probant::service
