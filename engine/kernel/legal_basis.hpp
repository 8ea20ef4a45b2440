// The text that governs an act, where one event type serves two regimes: what the ANS paid under
// the arrêté is recovered under it, what an ARS paid for a project under the general law.
#pragma once

#include <string>
#include <string_view>

#include "engine/kernel/world.hpp"

namespace probant {

/// Of an act recorded in that dossier; `dossier` may be null.
std::string_view legal_basis(About const& about, Dossier const* dossier);
/// Of a proposed act: an opening itself says what it is against.
std::string_view legal_basis(Event const& event, Dossier const* dossier);
/// For the catalogue, which knows of no dossier: every one, with where it holds.
std::string every_legal_basis(About const& about);

}  // namespace probant
