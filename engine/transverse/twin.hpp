// What came from Convergence stands twice in the log, in its receipt and in the act that it
// brought: erasing one leaves the other. Pure.
#pragma once

#include <optional>

#include "engine/kernel/decide.hpp"

namespace probant {

struct Twin {
  Position position = 0;
  DossierId dossier;
};

/// Where else the content of the event at `position` still stands. Nothing for what did not come
/// from Convergence; nor for the receipt of an update that waited: whoever applied it may have
/// changed its data.
std::optional<Twin> twin_of(Position position, StoredFact const& fact, FactReader const& facts);

}  // namespace probant
