// French words for what the interface names in English: what a person reads on a terminal.
#pragma once

#include <string>
#include <string_view>

#include "projections/deadlines.hpp"

namespace probant::cli {

/// "à venir", "imminente", "dépassée"…
std::string_view state_label(DeadlineState state);
/// "établissement", "ARS" or "ANS".
std::string responsible_label(std::string_view responsible);
/// "campagne 2026" for "campaign 2026"; unknown words stay.
std::string track_label(std::string_view track);
/// Each warning of a stored array on a line of its own, indented; empty for none.
std::string warning_lines(std::string_view json);

}  // namespace probant::cli
