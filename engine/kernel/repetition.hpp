// Whether a proposal's id has been used before, and for the same: asked of a log that is only read.
#pragma once

#include <cstdint>

#include "engine/log/event_store.hpp"

namespace probant {

enum class Repetition : std::uint8_t {
  none,   ///< the id is new
  same,   ///< the same was proposed under it, or what was is erased
  other,  ///< something else was
};

Repetition repetition_of(EventStore const& store, Proposal const& proposal);

/// "L'identifiant « … » a déjà servi pour une autre proposition…"
std::string used_for_another(std::string const& id);

}  // namespace probant
