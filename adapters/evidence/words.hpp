// French words for the fields of events and the states of deadlines, for readers of a report.
#pragma once

#include <string>
#include <string_view>

#include "projections/deadlines.hpp"

namespace probant {

/// "montant" for `amount_cents`; a field without a word of its own keeps its name.
std::string field_label(std::string_view field);
std::string_view deadline_state_label(DeadlineState state);
std::string_view responsible_words(std::string_view responsible);
std::string_view kind_label(DossierKind kind);

}  // namespace probant
