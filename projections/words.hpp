// French words for the names that events, facts and enumerations have in JSON: for readers, who
// never need to learn them.
#pragma once

#include <string>
#include <string_view>

#include "projections/deadlines.hpp"

namespace probant {

/// "amount_cents" → "montant". The name itself when it has no label.
std::string_view field_label(std::string_view name);

/// ("cause", "non_compliance") → "manquement aux obligations". `within` is the field that holds the
/// object, for names that mean different things: the phase of a campaign, of a milestone. The value
/// itself when it is no word of an enumeration.
std::string_view value_label(std::string_view within, std::string_view field,
                             std::string_view value);

/// "à venir", "imminente", "dépassée"…
std::string_view state_label(DeadlineState state);
/// "établissement", "ARS" or "ANS" for an obligation's `responsible`.
std::string_view responsible_label(std::string_view responsible);
/// "projet HOP'EN 2": one dossier of this kind.
std::string_view kind_label(DossierKind kind);
/// "u-7 (une ARS, 84)".
std::string actor_words(Actor const& actor);

}  // namespace probant
