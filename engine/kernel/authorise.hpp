// Who may propose what: the role table, the competent ARS, and whom an establishment acts for.
#pragma once

#include "engine/kernel/procedure.hpp"

namespace probant {

/// Adds forbidden_role or not_competent_ars to the verdict, or nothing. Of a dossier that does not
/// exist, what only its events could tell (a region, whom it concerns) is held against nobody.
/// `never_here`: roles that the table has but this dossier refuses, which are not named as able to.
void authorise(Actor const& actor, About const& about, Competence const& competence, bool exists,
               DossierKind kind, Verdict& verdict, Roles never_here = {});

/// The text that names the ARS competent in dossiers of that kind: what an ARS recovers, it paid.
Parameter const& competent_ars_rule(DossierKind kind);

/// Whether a reason says that the act is not its author's, whatever else is wrong with it.
bool is_not_theirs(Reason const& reason);

/// Why an establishment is refused what is another one's.
std::string not_for_others(std::string const& establishment);

/// French for a role: "l'ordonnateur de l'ANS".
std::string_view role_label(Role role);

}  // namespace probant
