// The reasons of a refusal as events keep them, and back.
#pragma once

#include <span>

#include "engine/kernel/reason.hpp"
#include "events/families/transverse.hpp"

namespace probant {

transverse::RefusalReason to_stored(Reason const& reason);
/// A code that this program no longer knows becomes not_allowed_now.
Reasons reasons_of(std::span<transverse::RefusalReason const> stored);

}  // namespace probant
