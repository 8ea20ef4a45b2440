// Who may apply, and for which legal entities: the rule is the same for a HospiConnect candidacy
// and for a funding request (arrêté du 27/01/2026, annexe 2, Entités autorisées à déposer une
// candidature au financement). Reads the register as it stands.
#pragma once

#include <span>
#include <string>

#include "engine/kernel/verdict.hpp"
#include "engine/kernel/view.hpp"

namespace probant {

/// Checks that the dossier is the candidate's own, that every entity is known, and that the
/// candidate may apply for exactly these: the support establishment for its whole GHT, a GHU, a
/// private or a lone public entity for itself. Warns of a FINESS key that fails.
void check_applicant(Entity candidate, std::span<Entity const> entities, View const& view,
                     Verdict& verdict);

/// Refuses with candidate_not_authorised, naming the text.
void refuse_candidate(Verdict& verdict, std::string message);

}  // namespace probant
