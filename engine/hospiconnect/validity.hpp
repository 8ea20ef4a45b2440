// Why a candidacy does not carry an act of another dossier: in words that hold on the act's own
// day, which may lie long before today's state. Pure.
#pragma once

#include <string>

#include "engine/hospiconnect/state.hpp"

namespace probant {

/// "hospiconnect:… n'a été validée que le …", "ne l'était plus depuis le …" or, never validated,
/// its state. The candidacy is not validated at the instant.
std::string why_not_validated(DossierId const& id, HospiconnectState const& candidacy,
                              Instant instant);

}  // namespace probant
