// The answer to a text that is no proposal: every fault the parser found, as reasons. Pure.
#pragma once

#include "engine/kernel/outcome.hpp"
#include "events/codec/proposal_in.hpp"

namespace probant {

/// Without `line`: where the text stood is the caller's to say.
Outcome outcome_of(Invalid const& invalid);

}  // namespace probant
